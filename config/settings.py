"""Settings of the one deployment shape, read from the environment.

Every value that differs between a laptop and a server is an environment variable documented in `docs/settings.md`.
`DATABASE_URL` and `REDIS_URL` default to the embedded servers of `COUNTERCLAIM_HOME`; `config/checks.py` stops the
start when a value cannot work.
"""

from pathlib import Path

import environ

from config import services

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

HOME = Path(env.str("COUNTERCLAIM_HOME", default=str(BASE_DIR / "var"))).expanduser().resolve()
_embedded = services.endpoints(HOME)

DEBUG = env.bool("COUNTERCLAIM_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or services.secret_key(HOME)
ALLOWED_HOSTS = env.list("COUNTERCLAIM_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("COUNTERCLAIM_ORIGINS", default=[])

# Behind TLS the cookies are for TLS only and browsers are told to stay there. Off on a laptop, where the page is
# plain http on the loopback address.
TLS = env.bool("COUNTERCLAIM_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "axes",
    "csp",
    "config",
    "sources",
    "claims",
    "api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"record": "claims.web.tags"},
        },
    },
]

DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="") or _embedded.database_url)}
# A worker keeps its connection between tasks; the check costs one round trip and survives a restarted server.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.str("REDIS_URL", default="") or _embedded.redis_url
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "counterclaim",
    },
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("COUNTERCLAIM_STATIC", default=str(HOME / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# Scripts and styles come from this server alone; the pages work with neither inline script nor inline style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

# A story of 30,000 words is about 200 kB; a batch of them as JSON still fits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
MAX_ARTICLE_CHARACTERS = 1_000_000
MAX_DRAFT_CHARACTERS = 200_000

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.ModelPermissions"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["api.filters.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.AnonRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("COUNTERCLAIM_API_RATE", default="1200/min"),
        "anon": "60/min",
        "token": "10/min",
        "checks": "30/min",
    },
    # How many proxies of our own stand in front. Without it anyone could evade the limits by a header of their own.
    "NUM_PROXIES": env.int("COUNTERCLAIM_PROXIES", default=0),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
_REFUSALS = ["400", "401", "403", "404", "406", "413", "415", "429"]
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "api.problems.ExceptionHandler",
    "ALLOWED_ERROR_STATUS_CODES": _REFUSALS,
    # One form in the schema, instead of one per field of each operation.
    "ERROR_SCHEMAS": dict.fromkeys(_REFUSALS, "api.problems.ProblemSerializer"),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Counterclaim",
    "DESCRIPTION": "Attributed claims, who made them, and which of them disagree.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AnalysisStageEnum": "api.serializers.ANALYSIS_STAGES",
        "RelationStateEnum": "api.serializers.STATES",
        "ReportStateEnum": "claims.models.Report.State",
    },
}

# Model work runs on a queue of its own, so that a long analysis never delays a feed poll. A task lost with its worker
# is pulled again when its lease ends (below); the broker's own redelivery comes after the visibility timeout, which
# must exceed the longest task's time limit.
CELERY_BROKER_URL = services.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"claims.tasks.*": {"queue": "models"}}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "run" / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "pull versions without a finished analysis": {
        "task": "claims.tasks.pull",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "poll due feeds": {"task": "sources.tasks.poll_due_feeds", "schedule": 60.0, "options": {"expires": 60}},
}
# A stage that has not ended for this long belongs to a dead worker and is run again. Should the worker live after
# all, the work is done twice with the same result.
ANALYSIS_LEASE_SECONDS = env.int("COUNTERCLAIM_LEASE_SECONDS", default=180)

# Each role of a model points at a folder with weights and a manifest; empty means the one that ships.
COUNTERCLAIM_TAGGER = env.str("COUNTERCLAIM_TAGGER", default="")
COUNTERCLAIM_EMBEDDER = env.str("COUNTERCLAIM_EMBEDDER", default="")
COUNTERCLAIM_ENTAILMENT = env.str("COUNTERCLAIM_ENTAILMENT", default="")

# A stronger judge that is asked about suggestions only: a folder with an ONNX classifier, or the base address of an
# OpenAI-compatible service. Empty means that none is asked.
COUNTERCLAIM_SECOND_OPINION = env.str("COUNTERCLAIM_SECOND_OPINION", default="").strip()
COUNTERCLAIM_SECOND_OPINION_MODEL = env.str("COUNTERCLAIM_SECOND_OPINION_MODEL", default="").strip()
COUNTERCLAIM_SECOND_OPINION_KEY = env.str("COUNTERCLAIM_SECOND_OPINION_KEY", default="").strip()
COUNTERCLAIM_SECOND_OPINION_MOST = env.int("COUNTERCLAIM_SECOND_OPINION_MOST", default=20)

# The fetcher refuses private addresses; a newsroom may name hosts of its own that are exempt (host or host:port).
FETCH_ALLOWED_HOSTS = env.list("COUNTERCLAIM_FETCH_ALLOWED_HOSTS", default=[])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("COUNTERCLAIM_LOG_LEVEL", default="INFO")},
    # A page that cannot be read is reported by whoever asked for it, with what to do.
    "loggers": {name: {"level": "CRITICAL"} for name in ("trafilatura", "htmldate", "courlan")},
}
