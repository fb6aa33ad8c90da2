# The sidecar: `serve` by default, and every other command of `sidecar` by its name.
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /opt/sidecar
COPY scripts/uv-requirements.txt scripts/
RUN pip install --no-cache-dir --require-hashes --requirement scripts/uv-requirements.txt
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --extra redis --no-install-project
COPY README.md LICENSE ./
COPY wp-plugin-shim wp-plugin-shim
COPY sidecar sidecar
RUN uv sync --locked --no-dev --extra redis --no-editable

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/bookingx-zapier --shell /usr/sbin/nologin sidecar \
    && install --directory --owner sidecar --group sidecar --mode 700 /var/lib/bookingx-zapier
COPY --from=build /opt/sidecar/.venv /opt/sidecar/.venv
ENV PATH=/opt/sidecar/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BKX_ZAPIER_LISTEN_HOST=0.0.0.0 \
    BKX_ZAPIER_LISTEN_PORT=8390 \
    BKX_ZAPIER_STATE_FOLDER=/var/lib/bookingx-zapier
USER 10001:10001
WORKDIR /var/lib/bookingx-zapier
EXPOSE 8390
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['BKX_ZAPIER_LISTEN_PORT'] + '/health/live', timeout=4)"]
ENTRYPOINT ["sidecar"]
CMD ["serve"]
