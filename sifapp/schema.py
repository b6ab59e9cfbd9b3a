"""Which tables are there? Importing this module fills SQLModel.metadata, for migrations and tests."""

from sifapp.accounts import models as accounts
from sifapp.applications import models as applications
from sifapp.archive import models as archive
from sifapp.calculation import models as calculation
from sifapp.changes import models as changes
from sifapp.conversation import models as conversation
from sifapp.decisions import models as decisions
from sifapp.followup import models as followup
from sifapp.jobs import models as jobs
from sifapp.knowledge import models as knowledge
from sifapp.mail import models as mail
from sifapp.prestudy import models as prestudy
from sifapp.progress import models as progress
from sifapp.reconciliation import models as reconciliation
from sifapp.repayment import models as repayment
from sifapp.review import models as review
from sifapp.savings import models as savings
from sifapp.scoring import models as scoring
from sifapp.wizard import models as wizard

__all__ = [
    "accounts",
    "applications",
    "archive",
    "calculation",
    "changes",
    "conversation",
    "decisions",
    "followup",
    "jobs",
    "knowledge",
    "mail",
    "prestudy",
    "progress",
    "reconciliation",
    "repayment",
    "review",
    "savings",
    "scoring",
    "wizard",
]
