#!/bin/sh
# Regenerates the certificates of the tests, valid for a hundred years. They and their keys protect nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ec="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

openssl req -x509 $ec -keyout "$work/ca.key" -out ca.crt -days 36500 -subj "/CN=Test CA"
: > "$work/index"
echo 01 > "$work/serial"
echo 01 > "$work/crlnumber"
cat > "$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
database = $work/index
serial = $work/serial
crlnumber = $work/crlnumber
new_certs_dir = $work
default_md = sha256
default_days = 36500
default_crl_days = 36500
policy = any
copy_extensions = copy
[any]
commonName = supplied
END
for name in a b; do
  openssl req $ec -keyout "$work/$name.key" -out "$work/$name.csr" -subj "/CN=$name.test" \
    -addext "subjectAltName=DNS:$name.test,DNS:*.$name.test"
  openssl ca -batch -config "$work/ca.cnf" -keyfile "$work/ca.key" -cert ca.crt -in "$work/$name.csr" -out "$work/$name.crt" -notext
  cat "$work/$name.crt" ca.crt "$work/$name.key" > "$name.pem"
done
openssl ca -config "$work/ca.cnf" -gencrl -keyfile "$work/ca.key" -cert ca.crt -out crl.pem
openssl ocsp -issuer ca.crt -cert "$work/a.crt" -reqout "$work/a.req" -no_nonce
openssl ocsp -index "$work/index" -rsigner ca.crt -rkey "$work/ca.key" -CA ca.crt -reqin "$work/a.req" -respout a.ocsp -ndays 36500
