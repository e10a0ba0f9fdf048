"""What stands behind references of credentials beyond `env:` and `file:`: our vault, and AWS Secrets Manager."""

import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from cypher.errors import Coded, Invalid, NotFound
from graph_api.access.keys import Keys, VaultError
from graph_api.access.vault import Vault
from graph_api.scanner.base import SourceError
from graph_api.scanner.secret import Provider, provide
from graph_api.settings import Settings
from graph_api.state import StateError, open_store

_AWS_SECONDS = 5


def provide_references(settings: Settings, vault: Vault | None = None) -> None:
    """Let scanners of this process look up `vault:` and `aws-sm:`; without `vault` it is opened when first needed."""
    provide("vault", from_vault(settings, vault))
    provide("aws-sm", from_aws)


def from_vault(settings: Settings, vault: Vault | None = None) -> Provider:
    """Looks up `vault:<source>/<field>`."""
    opened = [vault] if vault is not None else []

    def look_up(place: str) -> str:
        owner, _, name = place.partition("/")
        try:
            if not opened:
                made = Vault(open_store(settings), Keys(settings))
                made.ready()
                opened.append(made)
            return opened[0].open(owner, name)
        except NotFound:
            text = f"There is no secret vault:{place}: `pursight vault set {owner} {name}` makes one."
            raise SourceError("CONFIG_INVALID", text) from None
        except (VaultError, StateError, Coded) as error:
            raise SourceError("CONFIG_INVALID", str(error)) from None

    return look_up


def from_aws(place: str) -> str:
    """Looks up `aws-sm:<name or ARN>#<key of its JSON>`; region and credentials are found as AWS's own tools find them."""
    try:
        boto3, config, errors = (import_module(each) for each in ("boto3", "botocore.config", "botocore.exceptions"))
    except ImportError:
        raise SourceError("CONFIG_INVALID", "`aws-sm:` needs boto3: install pursight with its extra `aws`.") from None
    name, _, key = place.partition("#")
    try:
        limits = config.Config(
            connect_timeout=_AWS_SECONDS, read_timeout=_AWS_SECONDS, retries={"total_max_attempts": 2}
        )
        text: object = boto3.client("secretsmanager", config=limits).get_secret_value(SecretId=name).get("SecretString")
    except errors.ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise SourceError("CONFIG_INVALID", f"AWS Secrets Manager does not give {name}: {code}.") from None
    except errors.BotoCoreError as error:
        raise SourceError("CONFIG_INVALID", f"AWS Secrets Manager cannot be asked: {type(error).__name__}.") from None
    if not isinstance(text, str):
        raise SourceError("CONFIG_INVALID", f"The secret {name} in AWS Secrets Manager is no text.")
    if not key:
        return text
    try:
        found = json.loads(text)[key]
    except (ValueError, KeyError, TypeError):
        raise SourceError("CONFIG_INVALID", f"The secret {name} in AWS Secrets Manager has no key {key}.") from None
    return str(found)


def check_owner(slug: str, config: Mapping[str, Any]) -> None:
    """Raise `Invalid` where a source's configuration names another source's secret: it would be sent to where this one says."""
    for name, value in config.items():
        if isinstance(value, str) and value.startswith("vault:") and not value.startswith(f"vault:{slug}/"):
            raise Invalid(f"{name}: a source has secrets of its own only: vault:{slug}/…, not {value[:100]}")
