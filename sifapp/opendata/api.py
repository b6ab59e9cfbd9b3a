"""What does the read-only API answer, and how is that described for programs (OpenAPI)?

Names of fields are part of the published form: what is there stays, new ones may come. Texts are as they were written,
but what was found is told in the reader's language beside its codes, and so has a fingerprint for each.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from sifapp.accounts.models import Administration
from sifapp.decisions.rules import Frame
from sifapp.followup.rules import Design
from sifapp.followup.rules import Finding as Outcome
from sifapp.opendata.giving import LICENCE
from sifapp.opendata.queries import Aim, Finding, GroupSum, Project
from sifapp.opendata.rules import SHOWN, public_text

MOST_ON_A_PAGE = 100
Json = dict[str, object]


class Fact(TypedDict):
    """One project."""

    reference: str
    title: str
    status: str
    area: str | None
    administrations: list[dict[str, str]]
    amount_sek: int | None
    unused_sek: int
    returned_sek: int
    decided_on: str | None
    starts_on: str | None
    ends_on: str | None
    decision: str | None
    call: dict[str, str]
    purpose: str
    target_group: str
    findings: list[Json]
    sources: list[str]
    url: str


def fact_of(
    project: Project,
    owners: Sequence[Administration],
    *,
    aim: Aim,
    returned_sek: int,
    findings: Sequence[Finding],
    sources: Sequence[str],
    base_url: str,
) -> Fact:
    """One project. ``owners``: the lead first. ``sources``: of what was granted before this system."""
    return {
        "reference": project.reference,
        "title": public_text(project.title) or project.reference,
        "status": project.status.value,
        "area": project.area,
        "administrations": [{"code": o.code, "name_sv": o.name_sv, "name_en": o.name_en} for o in owners],
        "amount_sek": project.amount_sek,
        "unused_sek": project.unused_sek,
        "returned_sek": returned_sek,
        "decided_on": project.decided_on.isoformat() if project.decided_on else None,
        "starts_on": project.starts_on.isoformat() if project.starts_on else None,
        "ends_on": project.ends_on.isoformat() if project.ends_on else None,
        "decision": project.protocol,
        "call": {"name_sv": project.call_sv, "name_en": project.call_en},
        "purpose": aim.purpose,
        "target_group": aim.target_group,
        "findings": [_found(one) for one in findings],
        "sources": list(sources),
        "url": f"{base_url}/results/{project.reference}",
    }


def _found(finding: Finding) -> Json:
    """One finding. ``text`` and ``certainty`` say the same in the reader's language."""
    share = finding.share_percent
    return {
        "effect": finding.effect,
        "finding": finding.outcome.value,
        "design": finding.design.value,
        "share_percent": {"low": share.low, "base": share.base, "high": share.high},
        "text": finding.words,
        "certainty": finding.certainty,
    }


def summary_of(
    frame: Frame, returned_sek: int, groups: Sequence[GroupSum], known: Mapping[int, Administration]
) -> Json:
    """The money as one, and by area, administration, status and year together."""
    return {
        "frame_sek": frame.amount_sek,
        "granted_before_sek": frame.earlier_sek,
        "granted_sek": sum(group.granted_sek for group in groups),
        "unused_sek": frame.unused_sek,
        "returned_sek": returned_sek,
        "groups": [
            {
                "area": group.area,
                "administration": known[group.lead_id].code,
                "status": group.status.value,
                "year": group.year,
                "projects": group.projects,
                "granted_sek": group.granted_sek,
            }
            for group in groups
        ],
    }


def _text(nullable: bool = False, **more: object) -> Json:
    return {"type": ["string", "null"] if nullable else "string", **more}


def _kronor(nullable: bool = False) -> Json:
    return {"type": ["integer", "null"] if nullable else "integer", "description": "Whole kronor."}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _fields(**fields: Json) -> Json:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _project_schema() -> Json:
    names = {"name_sv": _text(), "name_en": _text()}
    return _fields(
        reference=_text(examples=["SIF-2026-0017"]),
        title=_text(),
        status=_text(enum=sorted(status.value for status in SHOWN)),
        area=_text(nullable=True),
        administrations=_list(_fields(code=_text(), **names)),
        amount_sek=_kronor(nullable=True),
        unused_sek=_kronor(),
        returned_sek=_kronor(),
        decided_on=_text(nullable=True, format="date"),
        starts_on=_text(nullable=True, format="date"),
        ends_on=_text(nullable=True, format="date"),
        decision=_text(nullable=True),
        call=_fields(**names),
        purpose=_text(),
        target_group=_text(),
        findings=_list(_finding_schema()),
        sources=_list(_text()),
        url=_text(format="uri"),
    )


def _finding_schema() -> Json:
    share: Json = {"type": "integer", "minimum": 0, "maximum": 100}
    return _fields(
        effect=_text(description="What was to become fewer, as the application has it."),
        finding=_text(enum=[one.value for one in Outcome], description="What came of it."),
        design=_text(enum=[one.value for one in Design], description="What the evaluation compares with."),
        share_percent={
            **_fields(low=share, base=share, high=share),
            "description": "How much of the change is due to the project, in per cent: never without its range.",
        },
        text=_text(description="What came of it, in the language of the answer."),
        certainty=_text(description="Share and design, in the language of the answer."),
    )


def _group_schema() -> Json:
    return _fields(
        area=_text(nullable=True),
        administration=_text(),
        status=_text(),
        year={"type": ["integer", "null"]},
        projects={"type": "integer"},
        granted_sek=_kronor(),
    )


def _operation(name: str, summary: str, answer: Json, *parameters: Json, errors: Sequence[int] = ()) -> Json:
    texts = {400: "The request cannot be read.", 404: "There is no such project."}
    problem = {"application/json": {"schema": _fields(error=_text())}}
    responses: Json = {
        "200": {"description": "OK", "content": {"application/json": {"schema": answer}}},
        "304": {"description": "Nothing has changed since the ETag that was sent."},
        **{str(code): {"description": texts[code], "content": problem} for code in errors},
        "429": {"description": "Too many requests; Retry-After says how long to wait.", "content": problem},
    }
    return {"get": {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": responses}}


def _in_query(name: str, what: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema}


def description(base_url: str) -> Json:
    """The API in the form of OpenAPI 3.1."""
    project: Json = {"$ref": "#/components/schemas/Project"}
    whole: Json = {"type": "integer", "minimum": 1}
    paging = (
        _in_query("page", "Which page, from 1.", whole),
        _in_query("per_page", "How many projects on a page.", {**whole, "maximum": MOST_ON_A_PAGE}),
        _in_query("area", "Only this development area.", _text()),
        _in_query("administration", "Only this administration, by code; its predecessors count.", _text()),
        _in_query("year", "Only decisions of this year.", whole),
        _in_query("status", "Only this status.", _text(enum=sorted(status.value for status in SHOWN))),
    )
    of_path: Json = {"name": "reference", "in": "path", "required": True, "schema": _text()}
    listing = _fields(projects=_list(project), total={"type": "integer"}, next=_text(nullable=True, format="uri"))
    money = _fields(
        frame_sek=_kronor(),
        granted_before_sek=_kronor(),
        granted_sek=_kronor(),
        unused_sek=_kronor(),
        returned_sek=_kronor(),
        groups=_list(_group_schema()),
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Social Investment Fund: granted projects",
            "version": "1.0.0",
            "license": {"name": "CC0 1.0", "url": LICENCE},
        },
        "servers": [{"url": base_url or "/"}],
        "paths": {
            "/api/v1/projects": _operation("projects", "Granted projects by page.", listing, *paging, errors=(400,)),
            "/api/v1/projects/{reference}": _operation("project", "One project.", project, of_path, errors=(404,)),
            "/api/v1/summary": _operation("summary", "The fund's money.", money),
        },
        "components": {"schemas": {"Project": _project_schema()}},
    }
