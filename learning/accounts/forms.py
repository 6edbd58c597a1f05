"""The locks on the doors of ``accounts``: what may be typed, and the sentence when it may not."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp

from learning.accounts.actions import ConsentNeeded, Registration
from learning.accounts.audiences import Audience
from learning.accounts.commune import BLANKS, Blank
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Role
from learning.accounts.pins import PIN_LENGTH
from learning.core import clock
from learning.core.forms import StrictForm, at_most, filled, may_be_empty, refuse
from learning.core.phones import NotAPhone, normalise_phone
from learning.core.text import NotAName, clean_name, nfc

SIX_DIGITS = Regexp(rf"^[0-9]{{{PIN_LENGTH}}}$", message="Mã PIN gồm đúng 6 chữ số.")
AUDIENCES = [SelectChoice(audience.value, audience.label) for audience in Audience]
GENDERS = [SelectChoice("", "Không ghi"), SelectChoice("female", "Nữ"), SelectChoice("male", "Nam")]
OLDEST = 120  # years
LEARNER_IS = "Người học thuộc nhóm nào?"


class ParticularsForm(StrictForm):
    """Who somebody is: the same fields for registering, enrolling and correcting."""

    full_name = StringField("Họ và tên", [filled(), at_most(80)])
    audience = RadioField("Bà con thuộc nhóm nào?", [filled()], choices=AUDIENCES)
    place = SelectField("Thôn", [filled()], coerce=int)
    birth_year = StringField(
        "Năm sinh", [may_be_empty()], description="Để biết lớp có nhiều người lớn tuổi hay không và dạy cho vừa."
    )
    gender = SelectField(
        "Giới tính", [may_be_empty()], choices=GENDERS, description="Chỉ dùng để cộng số nam, số nữ trong báo cáo."
    )
    phone = TelField(
        "Số điện thoại",
        [may_be_empty(), at_most(20)],
        description="Để đăng nhập bằng số điện thoại thay cho mã thẻ. Cả nhà dùng chung một số cũng được.",
    )
    guardian_name = StringField(
        "Tên cha, mẹ hoặc người giám hộ",
        [may_be_empty(), at_most(80)],
        description="Chỉ cần khi người học dưới 16 tuổi.",
    )

    def offer(self, places: Iterable[Place]) -> None:
        """Fill the list of places."""
        self.place.choices = [SelectChoice(str(place.id), label_of(place)) for place in places]
        self._places = {place.id: place for place in places}

    def validate_full_name(self, field: StringField) -> None:
        """A name is letters of any script."""
        try:
            clean_name(field.data)
        except NotAName as reason:
            raise refuse(str(reason)) from reason

    validate_guardian_name = validate_full_name

    def validate_birth_year(self, field: StringField) -> None:
        """Four digits, not in the future."""
        this_year = clock.today().year
        if not re.fullmatch(r"\d{4}", field.data) or not this_year - OLDEST <= int(field.data) <= this_year:
            raise refuse(f"Năm sinh gồm bốn chữ số, từ {this_year - OLDEST} đến {this_year}.")

    def validate_phone(self, field: TelField) -> None:
        """A Vietnamese number in any of the usual spellings."""
        try:
            normalise_phone(field.data)
        except NotAPhone as reason:
            raise refuse(str(reason)) from reason

    def said(self, **consents: Any) -> Registration:
        """What was typed, in the words of the actions."""
        return Registration(
            full_name=self.full_name.data,
            audience=Audience(self.audience.data),
            place=self._places[self.place.data],
            birth_year=int(self.birth_year.data) if self.birth_year.data else None,
            gender=self.gender.data or None,
            phone=normalise_phone(self.phone.data) if self.phone.data else None,
            guardian_name=clean_name(self.guardian_name.data) if self.guardian_name.data else None,
            **consents,
        )


class RegistrationForm(ParticularsForm):
    """Somebody makes a record of their own."""

    person_id = HiddenField()
    pin = PasswordField("Mã PIN (6 số)", [filled(), SIX_DIGITS])
    pin_again = PasswordField("Nhập lại mã PIN", [filled()])
    may_record = BooleanField("Đồng ý lưu kết quả học")
    may_contact = BooleanField("Đồng ý cho liên lạc")

    def validate_may_record(self, field: BooleanField) -> None:
        """Without this consent nothing may be kept; said together with everything else that is missing."""
        if not field.data:
            raise refuse(ConsentNeeded.sentence)

    def validate_pin_again(self, field: PasswordField) -> None:
        """The two must be alike."""
        if field.data != self.pin.data:
            raise refuse("Hai lần nhập chưa giống nhau. Xin nhập lại.")

    def made_id(self) -> uuid.UUID | None:
        """The id that was made with the form, if it is one."""
        try:
            return uuid.UUID(self.person_id.data)
        except (ValueError, TypeError, AttributeError):
            return None


class EnrolForm(ParticularsForm):
    """A facilitator writes down somebody who stands in front of them."""

    person_id = HiddenField()
    audience = RadioField(LEARNER_IS, [filled()], choices=AUDIENCES)
    may_record = BooleanField("Người học đã nghe đọc và đồng ý lưu họ tên, thôn, đối tượng, kết quả học")
    is_another = BooleanField("Tôi đã hỏi kỹ: đây là người khác, trùng tên")

    made_id = RegistrationForm.made_id


class CorrectionForm(ParticularsForm):
    """Staff correct somebody's record."""

    audience = RadioField(LEARNER_IS, [filled()], choices=AUDIENCES)


class SignInForm(StrictForm):
    """A learner's two keys."""

    identifier = StringField("Mã thẻ học hoặc số điện thoại", [filled(), at_most(40)])
    pin = PasswordField("Mã PIN (6 số)", [filled(), SIX_DIGITS])
    remember = BooleanField("Máy này của tôi, lần sau không phải nhập lại")


class ChangePinForm(StrictForm):
    """A learner chooses another PIN."""

    pin_now = PasswordField("Mã PIN đang dùng", [filled(), SIX_DIGITS])
    pin = PasswordField("Mã PIN mới (6 số)", [filled(), SIX_DIGITS])


class StaffSignInForm(StrictForm):
    """A staff member's two keys."""

    login_name = StringField("Tên đăng nhập", [filled(), at_most(40)])
    password = PasswordField("Mật khẩu", [filled(), at_most(200)])


LOGIN_NAME = Regexp(
    r"^[a-z0-9][a-z0-9._-]{2,39}$", message="Tên đăng nhập gồm chữ thường không dấu và số, ít nhất 3 ký tự."
)


class FirstAdminForm(StrictForm):
    """The one who will run the site."""

    full_name = StringField("Họ và tên", [filled(), at_most(80)])
    login_name = StringField("Tên đăng nhập", [filled(), LOGIN_NAME])
    password = PasswordField(
        "Mật khẩu", [filled(), at_most(200)], description="Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất."
    )

    validate_full_name = ParticularsForm.validate_full_name


class PasswordForm(StrictForm):
    """A staff member sets a password."""

    password = PasswordField(
        "Mật khẩu mới", [filled(), at_most(200)], description="Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất."
    )


ROLES = [SelectChoice(role.value, role.label) for role in Role]
FOR_WHOLE_COMMUNES = (Role.EDITOR, Role.ADMIN)


class RoleForm(StrictForm):
    """One role, and where it holds."""

    role = RadioField("Giao việc gì?", [filled()], choices=ROLES)
    place = SelectField("Ở đâu?", [filled()], coerce=int, description="Chọn xã thì gồm tất cả các thôn.")

    def offer(self, places: Iterable[Place]) -> None:
        """Fill the list of places."""
        self.place.choices = [SelectChoice(str(place.id), _whole(place)) for place in places]
        self._places = {place.id: place for place in places}

    def validate_place(self, field: SelectField) -> None:
        """Courses and rights are not cut up by thôn."""
        chosen = self._places.get(field.data)
        if chosen is not None and chosen.kind == "village" and self.role.data in FOR_WHOLE_COMMUNES:
            raise refuse("Việc này chỉ giao cho cả xã. Xin chọn xã.")

    def chosen(self) -> tuple[Role, Place]:
        """What was chosen, in the words of the actions."""
        return Role(self.role.data), self._places[self.place.data]


class StaffMemberForm(RoleForm):
    """Somebody begins to work with the site."""

    person_id = HiddenField()
    full_name = StringField("Họ và tên", [filled(), at_most(80)])
    login_name = StringField("Tên đăng nhập", [filled(), LOGIN_NAME])

    validate_full_name = ParticularsForm.validate_full_name
    made_id = RegistrationForm.made_id


class PromotionForm(RoleForm):
    """Somebody who learns here begins to work with the site; ``card_code`` says who."""

    card_code = HiddenField()
    login_name = StringField("Tên đăng nhập", [filled(), LOGIN_NAME])


class VillageForm(StrictForm):
    """A thôn by its name."""

    name = StringField("Tên thôn", [filled(), at_most(80)], filters=[lambda typed: " ".join(nfc(typed or "").split())])

    def validate_name(self, field: StringField) -> None:
        """A name has letters."""
        if not any(letter.isalpha() for letter in field.data):
            raise refuse("Xin ghi tên thôn bằng chữ, thí dụ: Thôn An Bình.")


LONGEST = {"dia-danh": 80, "ho-ten-nguoi-ky": 80, "chuc-vu-nguoi-ky": 120}  # letters; as certificates keep them


def _blank_field(blank: Blank) -> StringField:
    most = at_most(LONGEST.get(blank.key, 160))
    tidy = [lambda typed: " ".join(nfc(typed or "").split())]
    return StringField(blank.label, [may_be_empty(), most], description=blank.hint, filters=tidy)


class SettingsForm(StrictForm):
    """What only the commune knows: one field for each blank, under its key."""


for _blank in BLANKS:
    setattr(SettingsForm, _blank.key, _blank_field(_blank))


def _whole(place: Place) -> str:
    return place.name if place.kind == "village" else f"Cả {place.name}"


def label_of(place: Place) -> str:
    """A place as the list shows it: a thôn by its name, the commune for those whose thôn is not listed."""
    return place.name if place.kind == "village" else f"{place.name[:1].upper()}{place.name[1:]} (chưa rõ thôn)"


def particulars_of(person: Person) -> dict[str, Any]:
    """A person's record as the form shows it."""
    return {
        "full_name": person.full_name,
        "audience": person.audience,
        "place": person.place_id,
        "birth_year": str(person.birth_year or ""),
        "gender": person.gender or "",
        "phone": person.phone or "",
        "guardian_name": person.guardian_name or "",
    }
