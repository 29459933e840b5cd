# Sourced by ./run and ./test: uv, and the environment as the lock says. Needs python3 and the package registries.
UV_VERSION=0.13.9
VENV="$ROOT/.venv"

say() { printf '%s\n' "$*" >&2; }

as_root_apt() { # install Debian packages when we may
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends "$@" >&2
}

make_tools() { # a small environment of its own that holds uv
  local tools="$ROOT/.tools"
  rm -rf "$tools"
  python3 -m venv "$tools" >/dev/null 2>&1 && "$tools/bin/python" -m pip install -q "uv==$UV_VERSION" >&2
}

find_uv() {
  local candidate
  for candidate in "$ROOT/.tools/bin/uv" uv "$HOME/.local/bin/uv"; do
    if "$candidate" --version >/dev/null 2>&1; then UV="$candidate"; return; fi
  done
  say "正在安装 uv…… / installing uv…"
  make_tools || { as_root_apt python3-venv && make_tools; } || python3 "$ROOT/scripts/fetch_uv.py" "$UV_VERSION" "$ROOT/.tools/bin"
  UV="$ROOT/.tools/bin/uv"
  "$UV" --version >/dev/null
}

fingerprint() { # of everything the environment is built from
  cat "$ROOT/uv.lock" "$ROOT/pyproject.toml" "$ROOT/hatch_build.py" "$ROOT/package-lock.json" "$ROOT/src/yuanmeng/ui/icons.txt" |
    cksum
  find "$ROOT/src" -name '*.po' -newer "$1" 2>/dev/null || true
}

sync_environment() { # sync_environment NAME UV_OPTIONS…: does nothing while nothing changed
  local stamp="$VENV/.yuanmeng-$1"
  shift
  if [ -x "$VENV/bin/yuanmeng" ] && [ -f "$stamp" ] && [ "$(fingerprint "$stamp")" = "$(cat "$stamp")" ]; then return; fi
  find_uv
  say "正在准备运行环境…… / preparing the environment…"
  UV_PROJECT_ENVIRONMENT="$VENV" "$UV" sync --project "$ROOT" --frozen --inexact --reinstall-package yuanmeng --quiet "$@" >&2
  touch "$stamp"
  fingerprint "$stamp" >"$stamp.new"
  mv "$stamp.new" "$stamp"
}
