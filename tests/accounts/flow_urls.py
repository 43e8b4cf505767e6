"""A flow with two steps of ours, as the booking flow embeds them, beside every real address."""

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from accounts.views.sign_up import ConfirmCodeView, SignUpView
from config import urls as real


class Step:
    """Loads the flow's object before anything else; whose flow it is not, gets 404."""

    def setup(self, request, flow):
        super().setup(request, flow=flow)
        if flow not in request.session.get("drafts", []):
            raise Http404

    def get_success_url(self):
        return reverse("flow_next", args=[self.kwargs["flow"]])

    def get_sign_up_url(self):
        return reverse("flow_account", args=[self.kwargs["flow"]])

    def get_code_url(self):
        return reverse("flow_code", args=[self.kwargs["flow"]])


class AccountStep(Step, SignUpView):
    """The sign-up form as a step."""


class CodeStep(Step, ConfirmCodeView):
    """The code as a step."""


def next_step(request, flow):
    return HttpResponse(f"{request.user.email} {request.session['drafts']}")


urlpatterns = [
    path("flow/<str:flow>/account/", AccountStep.as_view(), name="flow_account"),
    path("flow/<str:flow>/code/", CodeStep.as_view(), name="flow_code"),
    path("flow/<str:flow>/next/", next_step, name="flow_next"),
    *real.urlpatterns,
]
handler404 = real.handler404
