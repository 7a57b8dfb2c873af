#!/usr/bin/env bash
#
# Open MPI 4.1.4: a message that is longer than the receiver's memory overwrites what is behind it, before it is an error.
#
# A rank on the same machine sends 2,000,000 bytes to one that receives 16, by persistent requests, errors returned. MPI_Waitall returns an error, as it
# has to (MPI_ERR_TRUNCATE), but bytes behind the 16 are the sender's by then. With 64 bytes sent nothing is overwritten.
#
# MPI calls such a program erroneous. It surprises where an error is expected to be an error and no more: what it overwrites in a JVM ends it, or has it hang.
#
# Needs Open MPI with mpicc (Debian: openmpi-bin, libopenmpi-dev) and a C compiler. Exits with 0 if that is still so, 1 if it has changed, 2 if
# it could not be tried.

set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >long.c <<'C'
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 4000000, EXPECTED = 16 };

int main(int argc, char **argv) {
    int rank, sent = atoi(argv[argc - 1]);
    char *memory = calloc(1, ROOM);
    MPI_Request request;
    MPI_Status status;
    MPI_Init(NULL, NULL);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    if (rank == 0) {
        memset(memory, 1, ROOM);
        MPI_Send_init(memory, sent, MPI_BYTE, 1, 0, MPI_COMM_WORLD, &request);
        MPI_Startall(1, &request);
        MPI_Waitall(1, &request, &status);
    } else {
        MPI_Recv_init(memory, EXPECTED, MPI_BYTE, 0, 0, MPI_COMM_WORLD, &request);
        MPI_Startall(1, &request);
        int error = MPI_Waitall(1, &request, &status), overwritten = 0;
        for (int i = EXPECTED; i < ROOM; i++) {
            overwritten += memory[i];
        }
        printf("%d bytes sent, %d expected: %s, %d bytes overwritten behind\n", sent, EXPECTED,
               error ? "an error" : "no error", overwritten);
        fflush(stdout);
    }
    MPI_Abort(MPI_COMM_WORLD, 0);
    return 0;
}
C
mpicc.openmpi -O1 -o long long.c || exit 2
run() {
  timeout 30 mpirun.openmpi --allow-run-as-root --oversubscribe -np 2 bash -c 'exec ./long "$0"' "$1" 2>/dev/null | grep sent || true
}
short=$(run 64)
long=$(run 2000000)
printf '%s\n' "$short" "$long"
[ -n "$short" ] && [ -n "$long" ] || exit 2
[[ $short == *'an error, 0 bytes'* ]] || { echo 'changed: expected an error and nothing overwritten by 64 bytes' >&2; exit 1; }
[[ $long == *'an error'* && $long != *' 0 bytes'* ]] || { echo 'changed: expected bytes overwritten by 2,000,000' >&2; exit 1; }
