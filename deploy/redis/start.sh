#!/bin/sh
# Redis carries jobs; what must last is in PostgreSQL. The password goes into a file, so that no process list shows it.
set -eu
umask 077
{
  echo 'bind 0.0.0.0'
  echo 'port 6379'
  echo "requirepass $(cat /run/secrets/redis-password)"
  echo 'dir /data'
  echo 'appendonly yes'
  echo 'appendfsync everysec'
  echo 'maxmemory-policy noeviction'
  echo 'save ""'
} > /tmp/redis.conf
exec redis-server /tmp/redis.conf
