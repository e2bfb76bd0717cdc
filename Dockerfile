# Celda as an image: docker build -t celda . && docker run --rm -p 8000:8000 celda
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /tools && /tools/bin/python -m pip install -q -r requirements-build.lock \
 && python -m venv /celda && /celda/bin/python -m pip install -q -r requirements.lock
COPY . .
RUN /tools/bin/python tools/precompress.py static \
 && /tools/bin/hatchling build -t wheel -d /wheel \
 && /celda/bin/python -m pip install -q --no-deps --no-index /wheel/celda-*.whl

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Celda" org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin celda
COPY --from=build /celda /celda
ENV PATH=/celda/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1 \
    CELDA_HOST=0.0.0.0 CELDA_PORT=8000
USER 10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, httpx; httpx.get(f'http://127.0.0.1:{os.environ[\"CELDA_PORT\"]}/healthz', timeout=2).raise_for_status()"]
STOPSIGNAL SIGTERM
CMD ["celda", "serve", "--no-open"]
