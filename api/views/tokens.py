"""Signing in from a tool: a name and a password for a token. Guessing is limited per address and per account."""

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from drf_spectacular.utils import extend_schema
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from api.serializers import TokenRequestSerializer, TokenSerializer


class TokenView(APIView):
    """The account's token, made at the first request. Send it as `Authorization: Token …`."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "token"

    @extend_schema(request=TokenRequestSerializer, responses={200: TokenSerializer}, auth=[])
    def post(self, request: Request) -> Response:
        form = TokenRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = authenticate(request=request, **form.validated_data)
        if user is None:
            # django-axes marks the request once an account has failed too often from one address.
            if getattr(request, "axes_locked_out", False):
                raise Throttled(detail="Too many failed attempts. Try again later.")
            raise ValidationError("No account has this name and password.", code="authorization")
        # The failures before it are forgiven, as after signing in to the pages.
        user_logged_in.send(sender=type(user), request=request, user=user)
        token, _ = Token.objects.get_or_create(user=user)
        return Response(TokenSerializer({"token": token.key}).data)
