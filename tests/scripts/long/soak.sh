#!/bin/sh
# The soak for twenty minutes.
exec sh tests/scripts/all/soak.sh 1200
