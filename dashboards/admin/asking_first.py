"""Steps with people, from the row's page or for several of the list: what follows is shown, asked, and then done."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.form_page import form_page
from accounts.contention import in_one_transaction
from dashboards.admin.people_steps import MOST, digest
from dashboards.reading.what_follows.follow import together

TEMPLATE = "admin/people/asking_first.html"


class NotTaken(Exception):
    """The step was not taken; the message can be read aloud. ``anew``: it may be asked again, with what is so now."""

    def __init__(self, sentence, *, anew=False):
        self.anew = anew
        super().__init__(sentence)


def action_of(step):
    """Return the list's action that asks about the selected people."""

    def ask(model_admin, request, queryset):
        return model_admin.ask_about_selected(request, queryset, step)

    ask.__name__ = step.slug.replace("-", "_")
    return admin.action(ask, description=step.action, permissions=["change"])


def by_slug(*steps):
    return {step.slug: step for step in steps}


class AsksFirst:
    """
    Gives an admin its ``steps`` (slug to ``PersonStep``): their buttons, and the pages that ask.

    ``identity(row)`` tells people of one name apart.
    """

    steps = {}
    change_form_template = "admin/people/change_form.html"

    def identity(self, row):
        return ""

    def ways_from(self, request, row):
        """Return ``(words, address)`` of pages about this row that stand beside its steps."""
        return []

    def locked(self, request, pk):
        """Return the row, locked to the end of the transaction."""
        return self.model.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    # --- Ways in ------------------------------------------------------------------------------

    def get_urls(self):
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("<int:pk>/<slug:slug>/do/", wrap(self.step_view), name=f"{name}_step"),
            path("<slug:slug>/selected/", wrap(self.selected_view), name=f"{name}_selected"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer, beside the form, what can be done with this person now."""
        buttons = [
            (step.button, self.page("step", obj.pk, step.slug))
            for step in self.steps.values()
            if obj is not None and step.why_not(obj, actor=request.user) is None
        ]
        more = self.ways_from(request, obj) if obj is not None else []
        return super().render_change_form(request, context | {"steps": buttons + more}, *args, obj=obj, **kwargs)

    def page(self, kind, *arguments):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{kind}", args=arguments)

    # --- Pages --------------------------------------------------------------------------------

    def step_view(self, request, pk, slug):
        """Say what follows for one person, ask, and do it."""
        step = self.the_step(request, slug)
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method != "POST":
            if refusal := step.why_not(row, actor=request.user):
                messages.warning(request, refusal)
                return redirect(self.page("change", pk))
            return self.ask(request, step, [row], self.form_for(step, [row], request))
        form = self.form_for(step, [row], request, request.POST)
        if not form.is_valid() and "answer" not in form.errors:
            return self.ask(request, step, [row], form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if set(form.cleaned_data.get("answer", ())) != {pk}:
            messages.error(request, _("The page you answered was about somebody else. Nothing was changed."))
            return redirect(self.page("change", pk))
        try:
            self.take(request, step, pk, form)
        except NotTaken as refusal:
            if refusal.anew:
                form.add_error(None, str(refusal))
                row = get_object_or_404(self.get_queryset(request), pk=pk)
                return self.ask(request, step, [row], form, status=HTTPStatus.CONFLICT)
            messages.warning(request, str(refusal))
        else:
            messages.success(request, step.done % {"name": row})
        return redirect(self.page("change", pk))

    def ask_about_selected(self, request, queryset, step):
        """Say what follows for the selected people, and ask; who is left out is named, with the reason."""
        rows = list(queryset.order_by("pk")[: MOST + 1])
        if len(rows) > MOST:
            messages.error(request, _("Those are too many at once. Choose %(most)s at most.") % {"most": MOST})
            return None
        askable = []
        for row in rows:
            if refusal := step.why_not(row, actor=request.user):
                messages.warning(request, refusal)
            else:
                askable.append(row)
        return self.ask(request, step, askable, self.form_for(step, askable, request)) if askable else None

    def selected_view(self, request, slug):
        """Take a step with each who is still as shown; one refusal never stops the rest."""
        step = self.the_step(request, slug)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = self.form_for(step, [], request, request.POST)
        form.is_valid()
        if "answer" in form.errors:
            messages.error(request, form.errors["answer"][0])
            return redirect(self.page("changelist"))
        answer = form.cleaned_data["answer"]
        rows = {row.pk: row for row in self.get_queryset(request).filter(pk__in=answer).order_by("pk")}
        if set(rows) != set(answer):
            raise Http404
        form = self.form_for(step, list(rows.values()), request, request.POST)
        if not form.is_valid():
            return self.ask(request, step, list(rows.values()), form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        done = 0
        for pk, row in rows.items():
            try:
                self.take(request, step, pk, form)
                done += 1
            except NotTaken as refusal:
                messages.error(request, f"{row}: {refusal}" if refusal.anew else str(refusal))
        if done:
            messages.success(request, _("Done for %(count)s.") % {"count": done})
        return redirect(self.page("changelist"))

    # --- Asking and taking --------------------------------------------------------------------

    def the_step(self, request, slug):
        if not self.has_change_permission(request):
            raise PermissionDenied
        if slug not in self.steps:
            raise Http404
        return self.steps[slug]

    def form_for(self, step, rows, request, answers=None):
        return step.form(answers, rows=rows, actor=request.user)

    def ask(self, request, step, rows, form, status=HTTPStatus.OK):
        """Show what follows as it is now; the answer carries what that stands on."""
        now = timezone.now()
        told = [(row, step.follows(row, user=request.user, now=now)) for row in rows]
        one = rows[0] if len(rows) == 1 else None
        return form_page(
            self,
            request,
            form,
            title=step.question % {"name": one} if one else step.action,
            button=step.button,
            back=self.page("change", one.pk) if one else "",
            template=TEMPLATE,
            status=status,
            action=self.page("step", one.pk, step.slug) if one else self.page("selected", step.slug),
            one=one,
            rows=[(row, self.identity(row), what.follows, f"{row.pk}.{digest(what)}") for row, what in told],
            together=[] if one else together([what for _row, what in told]),
        )

    def take(self, request, step, pk, form):
        """Do it and write it into the row's history, or raise ``NotTaken``: somebody may have been quicker."""
        seen, said, now = form.cleaned_data["answer"][pk], form.said(), timezone.now()

        @in_one_transaction()
        def run():
            try:
                row = self.locked(request, pk)
            except PermissionDenied as refusal:
                raise NotTaken(str(refusal)) from refusal
            if refusal := step.why_not(row, actor=request.user):
                raise NotTaken(refusal)
            if digest(step.follows(row, user=request.user, now=now)) != seen:
                raise NotTaken(
                    _("Something changed while you had this open. Nothing was done: look again, then answer."),
                    anew=True,
                )
            try:
                step.do(**{step.whom: row}, actor=request.user, now=now, **said)
            except PermissionDenied as refusal:
                raise NotTaken(str(refusal)) from refusal
            self.log_change(request, row, str(step.button))

        run()
