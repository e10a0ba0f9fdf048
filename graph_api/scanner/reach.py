"""Where sources may lie: which addresses may be connected to, and which paths of this machine may be opened.

Whoever may create a source makes this process connect and read for him. So names are resolved once, every address they
stand for is checked, and what was checked is what is used: a name server cannot answer differently the second time.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_api.scanner.error import SourceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"))
)
"""Where clouds tell a machine its credentials (AWS, GCP, Azure, Alibaba, Oracle)."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """What is allowed: `loopback` are hosts of this machine, as `localhost` or `localhost:5432`; `roots` are folders of sources,
    `secrets` those of the files that hold their passwords. What is in `own` is no source's, unless a root lies in there.

    Private networks and the internet are allowed, link-local addresses and the metadata services of clouds never. Without
    `confined` nothing is checked: for whoever runs this code himself.
    """  # noqa: D205 - one sentence

    loopback: tuple[str, ...] = ()
    roots: tuple[Path, ...] = ()
    secrets: tuple[Path, ...] = ()
    own: tuple[Path, ...] = ()
    confined: bool = True

    def addresses(self, host: str, port: int) -> list[str] | None:
        """The addresses of a host, all of them checked; None where nothing is. Raises `SourceError`; waits for name servers."""
        if not self.confined:
            return None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise SourceError("UNREACHABLE", f"The host {host} is not known. Check `host`.") from None
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        for each in addresses:
            self._check(host, port, ipaddress.ip_address(each))
        return addresses

    def path(self, path: Path) -> Path:
        """The path without links and `..`, inside one of the roots; raises `SourceError`."""
        return self._inside(path, self.roots, "that sources may lie in: PURSIGHT_SOURCE_ROOTS")

    def secret(self, path: Path) -> Path:
        """The same of a file that holds a password: whoever names it has it sent to where the source says."""
        return self._inside(path, self.secrets, "of sources' passwords: PURSIGHT_SECRET_ROOTS")

    def _inside(self, path: Path, roots: Sequence[Path], of: str) -> Path:
        if not self.confined:
            return path
        try:
            place = path.resolve()
        except (OSError, RuntimeError, ValueError):
            raise SourceError(
                "NOT_FOUND", f"{path} cannot be followed to a place. Check it for links in circles."
            ) from None
        around = [root for root in map(Path.resolve, roots) if place.is_relative_to(root)]
        if not around:
            raise SourceError("NOT_ALLOWED", f"{path} lies in no folder {of} names those.")
        for own in map(Path.resolve, self.own):
            if place.is_relative_to(own) and not any(root.is_relative_to(own) for root in around):
                raise SourceError("NOT_ALLOWED", f"{path} is the server's own: no source gets it.")
        return place

    def _check(self, host: str, port: int, address: Address) -> None:
        address = _unwrapped(address)
        if address.is_loopback or address.is_unspecified:
            if not {host.lower(), f"{host.lower()}:{port}"} & set(self.loopback):
                raise SourceError(
                    "NOT_ALLOWED",
                    f"{host} is the machine that PurSight runs on: PURSIGHT_SOURCE_LOOPBACK={host}:{port} allows it.",
                )
        elif address in _METADATA or address.is_link_local or address.is_multicast or address.is_reserved:
            raise SourceError(
                "NOT_ALLOWED", f"{host} is at {address}, where no source can be: nothing was connected to."
            )


EVERYWHERE = Reach(confined=False)
"""No limits."""


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def pinned(host: str, addresses: Sequence[str]) -> dict[str, str]:
    """Parameters by which libpq connects to these addresses and to no other, and checks certificates for the host."""
    return {"host": ",".join([host] * len(addresses)), "hostaddr": ",".join(addresses)}
