"""The staff: who opens Encore as what, and the role that newcomers get. For managers only."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from wtforms import SelectField, StringField
from wtforms.validators import Length

from plugin.desk.changed import Changed
from plugin.desk.settings import change
from plugin.desk.staff import LastManager, Member, MemberChanged, NoMember, give, member_of, members, remove
from plugin.roles import Role
from plugin.shops import Shop
from ui.admin.answers import changed, page, refused
from ui.admin.staff_words import member_name, role_does, role_name
from ui.doors import door, encore
from ui.forms import Form
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_staff", __name__)
_LIST, _ONE = "staff.html", "staff_member.html"
_LONGEST = 80


class RoleForm(Form):
    role = SelectField()

    def labelled(self, title: str) -> RoleForm:
        self.role.label.text = title
        self.role.choices = [(one.value, role_name(one)) for one in reversed(Role)]
        return self


class MemberForm(RoleForm):
    name = StringField()

    def labelled(self, title: str) -> MemberForm:
        super().labelled(title)
        self.name.label.text = _("Name")
        self.name.description = _("Shopify tells a number and no name. Call them as you know them.")
        self.name.validators = [Length(max=_LONGEST, message=_("Use at most %(most)s signs.", most=_LONGEST))]
        return self


@pages.get("/app/staff")
@door("admin", role="manager")
def staff() -> Response:
    return _listed(admin().shop)


@pages.post("/app/staff/newcomers")
@door("admin", role="manager")
def newcomers() -> Response:
    """The role of who comes next. 409 where the settings were changed meanwhile."""
    shop, form = admin().shop, _newcomers(request.form)
    if not form.validate():
        return refused(_LIST, form, **_list(shop))
    try:
        patch = {"staff": {"newcomers": form.role.data}}
        shop = change(encore(), shop, form.read_version, patch, by=admin().user_id)
    except Changed as error:
        return changed(_LIST, error.current.settings_version, form=form, **_list(error.current))
    return _listed(shop, said=_("Saved."), at=url_for("admin_staff.staff"))


@pages.get("/app/staff/<user_id>")
@door("admin", role="manager")
def member(user_id: str) -> Response:
    return _member_page(_found(user_id))


@pages.post("/app/staff/<user_id>")
@door("admin", role="manager")
def save(user_id: str) -> Response:
    """Role and name. Nobody changes their own role, so that nobody locks themselves out by mistake."""
    found, form = _found(user_id), _member_form(request.form)
    if form.validate() and _is_me(found) and form.role.data != found.role:
        form.complain({"role": _("Make somebody else manager, who can then change your role.")})
    if form.errors:
        return refused(_ONE, form, **_one(found))
    role, name = Role(form.role.data), " ".join((form.name.data or "").split())
    try:
        give(encore(), admin().shop, user_id, role, name, version=form.read_version, by=admin().user_id)
    except LastManager:
        form.complain({"role": _only_manager()})
        return refused(_ONE, form, **_one(found))
    except (MemberChanged, NoMember):
        return changed(_ONE, found.version, form=form, **_one(found))
    return _listed(admin().shop, said=_("Saved."), at=url_for("admin_staff.staff"))


@pages.post("/app/staff/<user_id>/remove")
@door("admin", role="manager")
def take_off(user_id: str) -> Response:
    """Off the list. Who opens Encore again is a newcomer."""
    found, form = _found(user_id), _member_form(request.form)
    try:
        if _is_me(found):
            raise LastManager(user_id)
        remove(encore(), admin().shop, user_id, version=form.read_version, by=admin().user_id)
    except LastManager:
        form = _member_form(None, found)
        form.complain({"": _only_manager()})
        return refused(_ONE, form, **_one(found))
    except (MemberChanged, NoMember):
        return changed(_ONE, found.version, form=_member_form(None, found), **_one(found))
    return _listed(admin().shop, said=_("Removed from the list."), at=url_for("admin_staff.staff"))


def _listed(shop: Shop, **more: Any) -> Response:
    newest = _newcomers(None, role=shop.settings.staff.newcomers, version=shop.settings_version)
    return page(_LIST, form=newest, **_list(shop), **more)


def _list(shop: Shop) -> dict[str, Any]:
    with encore().database.read(shop.id) as session:
        found = members(session, shop)
    return {
        "members": found, "version": shop.settings_version, "roles": _roles(),
        "member_name": member_name, "role_name": role_name,
    }  # fmt: skip


def _roles() -> list[tuple[str, str]]:
    return [(role_name(one), role_does(one)) for one in Role]


def _newcomers(sent: Any, **stored: Any) -> RoleForm:
    return RoleForm(sent, data=stored).labelled(_("Role of who opens Encore for the first time"))


def _member_page(found: Member) -> Response:
    return page(_ONE, form=_member_form(None, found), **_one(found))


def _one(found: Member) -> dict[str, Any]:
    return {
        "member": found, "title": member_name(found), "is_me": _is_me(found),
        "roles": _roles(),
    }  # fmt: skip


def _member_form(sent: Any, found: Member | None = None) -> MemberForm:
    stored = {} if found is None else {"role": found.role.value, "name": found.name, "version": found.version}
    return MemberForm(sent, data=stored).labelled(_("Role"))


def _found(user_id: str) -> Member:
    """The member, or 404."""
    try:
        with encore().database.read(admin().shop.id) as session:
            return member_of(session, admin().shop, user_id)
    except NoMember:
        abort(404)


def _is_me(found: Member) -> bool:
    return found.user_id == admin().user_id


def _only_manager() -> str:
    return _("A shop needs a manager who is not you: make somebody else manager first.")
