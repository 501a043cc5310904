#!/usr/bin/env bash
# Opens the real program in a real window on a display of its own, and looks at it.
#
#   window_check.sh FOLDER PROGRAM [ARGUMENT...]
#
# The window must come, must show something, and must change when the wheel is turned over its middle. The
# pictures are left in FOLDER. No window manager is needed: the script gives the focus itself. Drawing is by
# software, so no graphics card is needed either.
set -euo pipefail

readonly folder=$1
shift
readonly title=Negatoscope
readonly wait_secs=60 # a debug build on a busy machine
readonly least_colours=64 least_spread=24 least_change=500

mkdir -p "$folder"
rm -f "$folder"/*.png
display_pid='' program_pid=''

stop() {
  [ -n "$1" ] || return 0
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
cleanup() {
  stop "$program_pid"
  stop "$display_pid"
}
trap cleanup EXIT

fail() {
  echo "error: $*" >&2
  sed 's/^/  program: /' "$folder/program.log" 2>/dev/null | tail -n 30 >&2
  exit 1
}

# Repeats a command until it succeeds or the time is over.
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    kill -0 "$program_pid" 2>/dev/null || fail "the program ended by itself"
    sleep 0.3
  done
}

window_is_there() {
  window=$(xdotool search --onlyvisible --name "$title" 2>/dev/null | tail -n 1)
  [ -n "$window" ]
}

picture() { import -silent -window "$window" +repage "PNG24:$folder/$1.png"; }

# Grey range between the 1st and the 99th percentile of the middle half, where the views are, and its colours.
shows_something() {
  picture start
  local middle colours spread
  middle="$((width / 2))x$((height / 2))+$((width / 4))+$((height / 4))"
  colours=$(convert "$folder/start.png" -crop "$middle" +repage -format '%k' info:)
  spread=$(convert "$folder/start.png" -crop "$middle" +repage -colorspace Gray -depth 8 gray:- | od -An -v -tu1 -w1 |
    awk '{ count[$1 + 0]++; all++ }
      END { low = -1
        for (grey = 0; grey < 256; grey++) {
          sum += count[grey]
          if (low < 0 && sum > all * 0.01) low = grey
          if (high == "" && sum >= all * 0.99) high = grey
        }
        print high - low }')
  seen="$colours colours, grey range $spread"
  [ "$colours" -ge "$least_colours" ] && [ "$spread" -ge "$least_spread" ]
}

# Pixels in which two pictures differ.
differing() { compare -metric AE "$folder/$1.png" "$folder/$2.png" null: 2>&1 | awk '{ printf "%d", $1 }' || true; }

is_still() {
  picture start
  sleep 0.5
  picture again
  [ "$(differing start again)" -lt "$least_change" ]
}

has_changed() {
  picture after
  changed=$(differing start after)
  [ "$changed" -ge "$least_change" ]
}

# Xvfb takes a free display and writes its number to descriptor 3. Without -noreset it starts over when its
# last client leaves.
Xvfb -displayfd 3 -screen 0 1280x720x24 -nolisten tcp -noreset +extension GLX 3>"$folder/display" >"$folder/xvfb.log" 2>&1 &
display_pid=$!
for _ in $(seq 100); do
  [ -s "$folder/display" ] && break
  sleep 0.1
done
[ -s "$folder/display" ] || fail "the virtual display did not start: $(tail -n 3 "$folder/xvfb.log")"
DISPLAY=:$(tr -d '[:space:]' <"$folder/display")
export DISPLAY LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY WAYLAND_SOCKET XAUTHORITY
# Settings of the person who runs this are neither read nor written.
rm -rf "${folder:?}/home"
mkdir -p "$folder/home"
export HOME=$folder/home XDG_CONFIG_HOME=$folder/home XDG_DATA_HOME=$folder/home XDG_CACHE_HOME=$folder/home

start=$SECONDS
"$@" >"$folder/program.log" 2>&1 &
program_pid=$!
window='' seen='' changed=0 WIDTH=0 HEIGHT=0
until_true "$wait_secs" window_is_there || fail "no window called $title within $wait_secs s"
echo "window after $((SECONDS - start)) s"
eval "$(xdotool getwindowgeometry --shell "$window")"
readonly width=$WIDTH height=$HEIGHT

# Pointer and focus come before the first picture, so that a hover is not taken for an answer.
xdotool mousemove --window "$window" $((width / 2)) $((height / 2))
xdotool windowfocus "$window" 2>/dev/null || true
until_true "$wait_secs" shows_something || fail "the window is blank: $seen"
echo "the window shows something: $seen"
until_true "$wait_secs" is_still || fail "the window does not come to rest"

# Five notches towards the reader.
xdotool click --repeat 5 --delay 60 5
until_true 20 has_changed || fail "the wheel changes nothing: $changed pixels differ"
echo "the wheel changes $changed pixels"
