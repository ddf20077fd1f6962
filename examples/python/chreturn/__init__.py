"""libchreturn for Python: Communications Hub returns over DUIS (SR 8.14.3 and 8.14.4), for both ends.

Identifiers and texts are str as DUIS writes them, documents are bytes, records dictionaries by DUIS element names. The
rules of the C library hold: an object is used by one thread at a time, different objects are independent, and a trust
store, a provider, a policy and a KeySigner can be shared.
"""
from .batch import Batch, RowState
from .errors import Error
from .model import Request, Response
from .signing import Certificate, HostSigner, KeySigner, Prepared, Provider, Trust, raw_signature, sign
from .validation import (Facts, Finding, Outcome, Outcomes, Policy, answer, check_document, check_record, check_request,
                         outcomes_of_answer, replay_check, validate)
from .vocabulary import (Answer, Check, Effect, FIELDS, FORMS, Item, KINDS, Limit, Replay, Row, SERVICES, STATUSES,
                         VERSION, code_text, is_success, items)
from .wire import (Reader, Verified, read_request, read_request_unverified, read_response, read_response_unverified,
                   verify)
