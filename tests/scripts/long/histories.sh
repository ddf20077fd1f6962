#!/bin/sh
# A hundred thousand histories.
exec sh tests/scripts/histories.sh 100000
