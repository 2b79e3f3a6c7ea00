#!/bin/sh
# A CA for tests (Pebble) on https://localhost:14000/dir, and a DNS server by which every name leads to this machine. It asks HAProxy on
# port 8080 for its proof. Nothing trusts it, and its certificates are lost when it ends. Needs Debian's packages pebble and openssl.
set -eu
folder=/tmp/test-ca
mkdir -p "$folder"
cd "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>/dev/null
cat >pebble.json <<EOF
{
  "pebble": {
    "listenAddress": "127.0.0.1:14000",
    "managementListenAddress": "127.0.0.1:15000",
    "certificate": "$folder/cert.pem",
    "privateKey": "$folder/key.pem",
    "httpPort": 8080,
    "tlsPort": 8443,
    "ocspResponderURL": "",
    "externalAccountBindingRequired": false
  }
}
EOF
pebble-challtestsrv -defaultIPv4 127.0.0.1 -defaultIPv6 "" -dns01 127.0.0.1:8053 -http01 "" -https01 "" -tlsalpn01 "" \
  -management 127.0.0.1:8055 &
trap 'kill $!' EXIT
PEBBLE_VA_NOSLEEP=1 pebble -config pebble.json -dnsserver 127.0.0.1:8053 -strict=false
