"""Which addresses may be fetched at all; the rest of fetching needs a server and is tested there."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from sources.errors import AddressError
from sources.fetching import check_address, is_exempt, is_public

NEVER = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/8",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2001::/32",
    "2001:db8::/32",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]


@pytest.mark.parametrize("network", NEVER)
@hypothesis_settings(max_examples=20)
@given(data=st.data())
def test_no_address_of_a_special_network_is_public(network: str, data: st.DataObject) -> None:
    special = ipaddress.ip_network(network)
    address = data.draw(st.ip_addresses(network=special))
    assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_wrapped_in_ipv6_is_never_public(address: ipaddress.IPv4Address) -> None:
    packed = int(address)
    for prefix in ("::ffff:0:0", "::", "64:ff9b::"):
        assert not is_public(str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + packed)))
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) + (packed << 80))))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "151.101.1.164", "2606:4700:4700::1111", "2a00:1450::2004"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_a_link_local_address_with_a_zone_is_not_public() -> None:
    assert not is_public("fe80::1%eth0")


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a?b=c#d",
        "http://news.example:80/",
        "https://news.example:443/",
        "https://новости.example/статья",
        "https://[2606:4700:4700::1111]/",
    ],
)
def test_ordinary_web_addresses_pass(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not a web address"),
        ("ftp://news.example/", "not a web address"),
        ("gopher://news.example/", "not a web address"),
        ("javascript:alert(1)", "not a web address"),
        ("news.example/story", "not a web address"),
        ("//news.example/story", "not a web address"),
        ("https://", "not a web address"),
        ("https:///story", "not a web address"),
        ("", "not a web address"),
        ("http://[::1", "not a web address"),
        ("http://news.example:99999/", "only 80 and 443"),
        ("https://user:secret@news.example/", "user name or password"),
        ("https://user@news.example/", "user name or password"),
        ("http://news.example:8080/", "only 80 and 443"),
        ("http://news.example:22/", "only 80 and 443"),
        ("https://news.example/" + "a" * 1000, "longer than"),
    ],
)
def test_others_are_refused(url: str, reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        check_address(url)


def test_a_password_is_not_repeated_in_the_message() -> None:
    with pytest.raises(AddressError) as caught:
        check_address("https://user:hunter2@news.example/")
    assert "hunter2" not in str(caught.value)


def test_exempt_hosts_are_named_with_or_without_port(settings: Settings) -> None:
    settings.FETCH_ALLOWED_HOSTS = ["intranet.example", "archive.example:8080", "[::1]:9000"]
    assert is_exempt("intranet.example", 80)
    assert is_exempt("intranet.example", 8443)
    assert is_exempt("archive.example", 8080)
    assert not is_exempt("archive.example", 80)
    assert is_exempt("::1", 9000)
    assert not is_exempt("::1", 80)
    assert not is_exempt("sub.intranet.example", 80)
    check_address("http://archive.example:8080/story")
