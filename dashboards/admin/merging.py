"""Records that may be of one person: found, put together, and taken apart again."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.form_page import form_page
from accounts.admin.keys import is_key
from accounts.merging.tables import NotMerged
from accounts.models import Patient, PatientMerge
from accounts.policies import may_merge
from accounts.services.auditing import ADMINISTRATION, audit_read
from accounts.services.merging import merge_patients
from accounts.services.parting import part_patients, why_not_apart
from appointments.merging import ALL_TABLES
from dashboards.forms.merging import MergeForm, PartForm
from dashboards.reading.merging import alike, candidates_for, preview_of, the_one_to_keep


@admin.action(description=gettext_lazy("Put the two selected records together"), permissions=["merge"])
def put_together(model_admin, request, queryset):
    """Lead to the page that shows both, with the one first that is better kept."""
    rows = list(queryset.select_related("user").order_by("pk")[:3])
    if len(rows) != 2:
        messages.error(request, _("Choose two patients: the two records of one person."))
        return None
    kept, gone = the_one_to_keep(*rows)
    return redirect("admin:accounts_patient_together", kept.pk, gone.pk)


class MergesPatients:
    """Gives the admin of patients the way to put two of them together. Stands before the admin it is mixed into."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("possibly-the-same/", wrap(self.alike_view), name="accounts_patient_alike"),
            path("<int:pk>/merge/", wrap(self.merge_view), name="accounts_patient_merge"),
            path("<int:pk>/merge/<int:other>/", wrap(self.together_view), name="accounts_patient_together"),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request):
        return may_merge(actor=request.user) is None

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and may_merge(obj, actor=request.user) is None:
            context["merge_address"] = reverse("admin:accounts_patient_merge", args=[obj.pk])
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Lead from a record that was put together with another to the one that was kept."""
        key = str(object_id)
        went = Patient.everyone.filter(pk=key, merged_into__isnull=False).first() if is_key(key) else None
        if went and self.get_queryset(request).filter(pk=went.merged_into_id).exists():
            messages.info(request, _("%(number)s was put together with this record.") % {"number": went.record_number})
            return redirect("admin:accounts_patient_change", went.merged_into_id)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    # --- Pages --------------------------------------------------------------------------------

    def refuse(self, request):
        if refusal := may_merge(actor=request.user):
            raise PermissionDenied(refusal)

    def alike_view(self, request):
        """Who may be in the list twice."""
        self.refuse(request)
        pairs = [(*the_one_to_keep_first(one, other), why) for one, other, why in alike(self.get_queryset(request))]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Possibly the same"),
            "pairs": pairs,
        }
        return render(request, "admin/people/alike.html", context)

    def merge_view(self, request, pk):
        """Choose the other record of this person."""
        self.refuse(request)
        rows = self.get_queryset(request)
        patient = get_object_or_404(rows, pk=pk)
        query = request.GET.get("q", "").strip()[:100]
        if query:
            found, _duplicates = self.get_search_results(request, rows.exclude(pk=pk), query)
            others = [(row, "") for row in found.order_by("full_name", "pk")[:20]]
        else:
            others = candidates_for(patient, rows)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Put together with another record"),
            "patient": patient,
            "others": others,
            "query": query,
        }
        return render(request, "admin/people/merge.html", context)

    def together_view(self, request, pk, other):
        """Show both side by side, ask, and put them together; ``pk`` is the one that is kept."""
        self.refuse(request)
        rows = {row.pk: row for row in self.get_queryset(request).filter(Q(pk=pk) | Q(pk=other))}
        if pk == other or len(rows) != 2:
            raise Http404
        kept, gone = rows[pk], rows[other]
        preview = preview_of(kept, gone, actor=request.user)
        if request.method != "POST":
            for patient in (kept, gone):
                audit_read(actor=request.user, patient=patient, purpose=ADMINISTRATION, now=timezone.now())
            return self.ask_to_merge(request, kept, gone, MergeForm(preview=preview, gone=gone))
        form = MergeForm(request.POST, preview=preview, gone=gone)
        if not form.is_valid():
            return self.ask_to_merge(request, kept, gone, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if form.cleaned_data["seen"] != preview.seen:
            form.add_error(None, _("Something changed while you had this open. Look again, then answer."))
            form.data = request.POST.copy()
            form.data["seen"] = preview.seen
            return self.ask_to_merge(request, kept, gone, form, status=HTTPStatus.CONFLICT)
        try:
            merge_patients(
                kept=kept,
                gone=gone,
                take_over=form.taken_over,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=timezone.now(),
                born_on_two_days="confirmation" in form.cleaned_data,
            )
        except (NotMerged, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
            return self.ask_to_merge(request, kept, gone, form, status=HTTPStatus.CONFLICT)
        self.log_change(request, kept, _("Put together with %(number)s") % {"number": gone.record_number})
        messages.success(request, _("%(number)s and this record are one now.") % {"number": gone.record_number})
        return redirect("admin:accounts_patient_change", kept.pk)

    def ask_to_merge(self, request, kept, gone, form, status=HTTPStatus.OK):
        return form_page(
            self,
            request,
            form,
            title=_("Put two records together"),
            button=_("Put them together"),
            back=reverse("admin:accounts_patient_change", args=[kept.pk]),
            template="admin/people/together.html",
            status=status,
            kept=kept,
            gone=gone,
            preview=form.preview,
            swapped=reverse("admin:accounts_patient_together", args=[gone.pk, kept.pk]),
        )


def the_one_to_keep_first(one, other):
    """Return the two with who signs in first; the page that asks suggests no more than this about a whole list."""
    return (one, other) if one.user_id or not other.user_id else (other, one)


@admin.register(PatientMerge)
class PatientMergeAdmin(ReadOnlyAdmin):
    list_display = ["merged_at", "kept", "gone_record", "merged_by", "reason", "undone_at"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["kept", "gone", "merged_by", "undone_by"]
    search_fields = ["kept__full_name", "kept__record_number", "gone__full_name", "gone__record_number"]
    search_help_text = gettext_lazy("Name or record number of either")
    date_hierarchy = "merged_at"
    fields = ["merged_at", "kept", "gone_record", "merged_by", "reason", "undone_at", "undone_by"]
    change_form_template = "admin/people/change_form.html"

    def get_queryset(self, request):
        """Show those of the patients the user sees."""
        seen = self.admin_site.get_model_admin(Patient).get_queryset(request)
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows if request.user.has_perm("accounts.view_auditentry") else rows.filter(kept__in=seen.values("pk"))

    @admin.display(description=gettext_lazy("put together with it"))
    def gone_record(self, merge):
        return f"{merge.gone}, {merge.gone.record_number}"

    def get_urls(self):
        part = path("<int:pk>/apart/", self.admin_site.admin_view(self.apart_view), name="accounts_patientmerge_apart")
        return [part, *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        now = timezone.now()
        if obj is not None and not (may_merge(obj.kept, obj.gone, actor=request.user) or why_not_apart(obj, now=now)):
            address = reverse("admin:accounts_patientmerge_apart", args=[obj.pk])
            context["steps"] = [(_("Take the two apart"), address)]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def apart_view(self, request, pk):
        """Say what goes back, ask, and take the two apart."""
        if refusal := may_merge(actor=request.user):
            raise PermissionDenied(refusal)
        merge = get_object_or_404(self.get_queryset(request), pk=pk)
        back = reverse("admin:accounts_patientmerge_change", args=[pk])
        now = timezone.now()
        if request.method == "POST":
            try:
                part_patients(merge=merge, actor=request.user, now=now)
            except (NotMerged, PermissionDenied) as refusal:
                messages.warning(request, str(refusal))
            else:
                self.log_change(request, merge, _("Taken apart"))
                messages.success(request, _("They are two records again."))
            return redirect(back)
        if refusal := why_not_apart(merge, now=now):
            messages.warning(request, refusal)
            return redirect(back)
        return form_page(
            self,
            request,
            PartForm(),
            title=_("Take the two records apart?"),
            button=_("Take the two apart"),
            back=back,
            template="admin/people/apart.html",
            merge=merge,
            goes_back=[
                table.words(count) % {"count": count}
                for table in ALL_TABLES
                if (count := table.going_back(merge).count())
            ],
        )
