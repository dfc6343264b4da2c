#!/bin/sh
# Makes the passwords of PostgreSQL, NATS and Redis for docker-compose.yml, once. Run it before the first `docker compose up`.
# The folder is closed to others; the files in it are readable because the servers' own users read them inside the containers.
set -eu
folder="$(dirname "$0")/secrets"
umask 022
mkdir -p "$folder"
chmod 700 "$folder"
for name in postgres-password nats-password redis-password; do
  if [ -s "$folder/$name" ]; then
    echo "kept $folder/$name"
    continue
  fi
  # A letter first: NATS would read some hexadecimal words as numbers.
  printf 'k%s' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" > "$folder/$name"
  echo "made $folder/$name"
done
