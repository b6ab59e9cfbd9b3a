"""What a mail looks like on its way out."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlmodel import Session

from sifapp.config import Settings
from sifapp.mail.backends import FileBackend, NotNowError, RefusedError, SmtpBackend, message_of
from tests.mail.mailserver import Mailbox, running, smtp_settings
from tests.mail.outbox import make_mail
from tests.people import People


def settings(folder: Path) -> Settings:
    return Settings(_env_file=None, demo=True, data_dir=folder, base_url="https://sif.example")


def test_file_is_named_by_the_mail_and_may_be_written_twice(session: Session, people: People, tmp_path: Path) -> None:
    mail = make_mail(session, people.person("amira"))
    write = FileBackend(settings(tmp_path))

    write(mail)
    first = {p.name: p.read_bytes() for p in (tmp_path / "mail").iterdir()}
    write(mail)

    assert list(first) == [f"{mail.id:08d}.eml"]
    assert {p.name: p.read_bytes() for p in (tmp_path / "mail").iterdir()} == first


def test_swedish_letters_are_whole_in_a_file(session: Session, people: People, tmp_path: Path) -> None:
    mail = make_mail(session, people.person("amira"), subject="Skissen är på väg – åäö", body="Räksmörgås ÅÄÖ\n" * 40)

    FileBackend(settings(tmp_path))(mail)
    read = message_from_bytes((tmp_path / "mail" / f"{mail.id:08d}.eml").read_bytes(), policy=policy.default)

    assert read["Subject"] == mail.subject
    assert read.get_content().replace("\r\n", "\n") == mail.body


def test_full_disk_is_tried_again(session: Session, people: People, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")

    with pytest.raises(NotNowError):
        FileBackend(settings(tmp_path))(make_mail(session, people.person("amira")))


def test_message_id_comes_from_key_and_host(session: Session, people: People, tmp_path: Path) -> None:
    mails = [make_mail(session, people.person("amira"), key=f"submitted:{number}") for number in (17, 18)]

    first, repeated, other = (message_of(m, settings(tmp_path))["Message-ID"] for m in (mails[0], mails[0], mails[1]))

    assert first == repeated != other
    assert first.endswith("@sif.example>")


@pytest.mark.parametrize(
    "address", ["a@stad.example\nBcc: b@stad.example", "a@stad.example, b@stad.example", "nobody", "", "@", "a@"]
)
def test_odd_address_is_refused_before_anything_is_sent(
    session: Session, people: People, tmp_path: Path, address: str
) -> None:
    mail = make_mail(session, people.person("amira"), to_address=address)
    mailbox = Mailbox()

    with running(mailbox) as port, pytest.raises(RefusedError):
        SmtpBackend(smtp_settings(tmp_path, port))(mail)

    assert mailbox.received == []


def test_line_break_in_a_subject_is_refused_before_anything_is_sent(
    session: Session, people: People, tmp_path: Path
) -> None:
    mail = make_mail(session, people.person("amira"), subject="Hej\nBcc: b@stad.example")
    mailbox = Mailbox()

    with running(mailbox) as port, pytest.raises(RefusedError):
        SmtpBackend(smtp_settings(tmp_path, port))(mail)

    assert mailbox.received == []


@pytest.mark.parametrize("change", [{"smtp_starttls": True}, {"smtp_user": "sif", "smtp_password": "secret"}])
def test_server_that_cannot_encrypt_or_sign_in_gets_no_mail(
    session: Session, people: People, tmp_path: Path, change: dict[str, object]
) -> None:
    mail = make_mail(session, people.person("amira"))
    mailbox = Mailbox()

    with running(mailbox) as port, pytest.raises(NotNowError):
        SmtpBackend(smtp_settings(tmp_path, port, **change))(mail)

    assert mailbox.received == []
