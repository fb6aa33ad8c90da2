"""What people do with the screens of a real WordPress: they edit services, write reviews, book again."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.block_editor import find, save_in_block_editor
from tests.support.telling import pick

if TYPE_CHECKING:
    from tests.support.connected_site import ConnectedSite
    from tests.support.wordpress import WordPress

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("own_services")]


def edit_in_bulk(wordpress: WordPress, service: int) -> None:
    """Save a service with the list's bulk edit, which changes nothing that it shows."""
    listed = wordpress.admin.get("/wp-admin/edit.php", params={"post_type": "bkx_base"}).raise_for_status()
    query: dict[str, Any] = {
        "post_type": "bkx_base",
        "_wpnonce": find(re.compile(r'name="_wpnonce" value="(\w+)"'), listed.text),
        "action": "edit",
        "action2": "-1",
        "bulk_edit": "Update",
        "post[]": str(service),
        "_status": "-1",
    }
    answer = wordpress.admin.get("/wp-admin/edit.php", params=query)
    assert (answer.status_code, "updated=1" in answer.headers["location"]) == (302, True)


@pytest.fixture
def service(site: ConnectedSite) -> int:
    """Return a published service of half an hour that was told before."""
    made = save_in_block_editor(site.wordpress, None, "Shave", "20")
    site.settle()
    return made


def test_a_service_made_in_the_block_editor_is_told_once_with_its_price(site: ConnectedSite) -> None:
    [told] = site.tell(lambda: save_in_block_editor(site.wordpress, None, "Beard", "15.5"))

    assert pick(told, "event", "name", "price", "duration", "is_offered_by_all_staff") == {
        "event": "service_created",
        "name": "Beard",
        "price": "15.50",
        "duration": 30,
        "is_offered_by_all_staff": True,
    }


def test_a_service_saved_in_the_block_editor_is_changed_once(site: ConnectedSite, service: int) -> None:
    [told] = site.tell(lambda: save_in_block_editor(site.wordpress, service, "Hot shave", "25"))

    assert pick(told, "event", "service_id", "name", "price", "changed_fields") == {
        "event": "service_updated",
        "service_id": service,
        "name": "Hot shave",
        "price": "25.00",
        "changed_fields": ["name", "price"],
    }


def test_the_bulk_edit_of_services_is_told_with_all_that_it_wiped(site: ConnectedSite, service: int) -> None:
    [told] = site.tell(lambda: edit_in_bulk(site.wordpress, service))

    assert pick(told, "event", "price", "changed_fields") == {
        "event": "service_updated",
        "price": "20.00",
        "changed_fields": ["duration", "is_offered_by_all_staff", "allows_extras"],
    }


def test_a_review_by_the_comment_form_is_told_when_it_is_approved(site: ConnectedSite) -> None:
    wordpress, service = site.wordpress, site.wordpress.seeds["bases"][0]
    wordpress.run_php(
        "$GLOBALS['wpdb']->update($GLOBALS['wpdb']->posts, array('comment_status' => 'open'),"
        " array('ID' => $argv[1]));",
        service,
    )
    comment = {
        "comment_post_ID": str(service),
        "author": "Ann Example",
        "email": "ann@example.test",
        "comment": "Lovely place.",
    }

    def approve() -> None:
        listed = wordpress.admin.get("/wp-admin/edit-comments.php").raise_for_status().text
        link = find(re.compile(r"(comment\.php\?[^\"']*action=approvecomment[^\"']*)"), listed)
        assert wordpress.admin.get(f"/wp-admin/{html.unescape(link)}").status_code == 302

    held = site.tell(lambda: wordpress.guest.post("/wp-comments-post.php", data=comment))
    [told] = site.tell(approve)

    assert held == []
    assert pick(told, "event", "text", "author_name", "author_email", "service_id", "source") == {
        "event": "review_submitted",
        "text": "Lovely place.",
        "author_name": "Ann Example",
        "author_email": "ann@example.test",
        "service_id": service,
        "source": "comment",
    }


def test_a_guest_is_a_new_customer_at_the_first_booking_alone(site: ConnectedSite) -> None:
    def book(email: str) -> None:
        site.wordpress.book(bkx_email_address=email)

    first = site.tell(lambda: book("kim.again@example.test"))
    second = site.tell(lambda: book("Kim.Again@example.test"))

    assert [payload["event"] for payload in first] == [
        "booking_created",
        "staff_assigned",
        "customer_created",
    ]
    assert [payload["event"] for payload in second] == ["booking_created", "staff_assigned"]
