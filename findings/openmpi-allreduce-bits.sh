#!/usr/bin/env bash
#
# Open MPI 4.1.4: the bits of an element of MPI_Allreduce depend on how many elements are reduced at once.
#
# The sum of 1,048,576 floats over 3 ranks, at once and in pieces of 10,000: which algorithm is chosen, hence the
# order of the additions, depends on the size of the message. Each is right to float32's rounding, and MPI promises no
# more. It surprises where the bits of a training are to be the same however its gradients are divided into messages.
#
# Needs Open MPI with mpicc (Debian: openmpi-bin, libopenmpi-dev) and a C compiler. Exits with 0 if that is still so,
# 1 if it has changed, 2 if it could not be tried.

set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >bits.c <<'C'
#include <mpi.h>
#include <stdio.h>
#include <string.h>

enum { N = 1 << 20, PIECE = 10000 };

static float x[N], whole[N], pieces[N];

int main(void) {
    int rank, ranks, different = 0;
    MPI_Init(NULL, NULL);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    unsigned long long state = rank + 1;
    for (int i = 0; i < N; i++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        float number = (float) (state >> 40) / (1 << 23) - 1;
        x[i] = number * number * number; // whose sums are rounded
    }
    MPI_Allreduce(x, whole, N, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    for (int i = 0; i < N; i += PIECE) {
        int n = i + PIECE < N ? PIECE : N - i;
        MPI_Allreduce(x + i, pieces + i, n, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    }
    for (int i = 0; i < N; i++) {
        different += memcmp(whole + i, pieces + i, sizeof(float)) != 0;
    }
    if (rank == 0) {
        printf("%d ranks: %d of %d elements differ\n", ranks, different, N);
    }
    MPI_Finalize();
    return 0;
}
C
mpicc.openmpi -O1 -o bits bits.c || exit 2
two=$(mpirun.openmpi --allow-run-as-root --oversubscribe -np 2 ./bits) || exit 2
three=$(mpirun.openmpi --allow-run-as-root --oversubscribe -np 3 ./bits) || exit 2
printf '%s\n' "$two" "$three"
[[ $two == *' 0 of '* ]] || { echo 'changed: expected 2 ranks to have the same bits' >&2; exit 1; }
[[ $three != *' 0 of '* ]] || { echo 'changed: expected 3 ranks to have other bits' >&2; exit 1; }
