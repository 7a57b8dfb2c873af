#!/usr/bin/env bash
#
# What an exchange of messages between two ranks takes, by Thrice and by the same calls in C, by turns, and the ratio of the medians. For each MPI that
# is installed as Debian does it (mpirun.openmpi and mpicc.openmpi, mpirun.mpich and mpicc.mpich). On a machine with two idle cores.
#
#     mvn package -pl native-bindings -am -DskipTests && native-bindings/ping-pong.sh [BYTES, 16384] [TURNS, 5]

set -euo pipefail

bytes=${1:-16384}
turns=${2:-5}
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/pingpong.c" <<'C'
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { WARM_UP = 20000, EXCHANGES = 2000, ROUNDS = 51 };

static MPI_Request requests[2];
static MPI_Status statuses[2];

static double microseconds(int exchanges) {
    double start = MPI_Wtime();
    for (int i = 0; i < exchanges; i++) {
        MPI_Startall(2, requests);
        MPI_Waitall(2, requests, statuses);
    }
    return (MPI_Wtime() - start) * 1e6 / exchanges;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    int floats = argc > 1 ? atoi(argv[1]) / sizeof(float) : 0, rank, provided;
    double rounds[ROUNDS];
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    float *sent = aligned_alloc(64, floats / 16 * 64 + 64), *received = aligned_alloc(64, floats / 16 * 64 + 64);
    for (int i = 0; i < floats; i++) {
        sent[i] = received[i] = 0;
    }
    MPI_Send_init(sent, floats, MPI_FLOAT, 1 - rank, 0, MPI_COMM_WORLD, requests);
    MPI_Recv_init(received, floats, MPI_FLOAT, 1 - rank, 0, MPI_COMM_WORLD, requests + 1);
    microseconds(WARM_UP);
    for (int i = 0; i < ROUNDS; i++) {
        MPI_Barrier(MPI_COMM_WORLD);
        rounds[i] = microseconds(EXCHANGES);
    }
    qsort(rounds, ROUNDS, sizeof(double), ascending);
    if (rank == 0) {
        printf("%f\n", rounds[ROUNDS / 2]);
    }
    MPI_Finalize();
    return 0;
}
C

median() {
  sort -g | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

for mpi in openmpi mpich; do
  command -v "mpicc.$mpi" >/dev/null || { echo "$mpi: there is no mpicc.$mpi" >&2; continue; }
  run=("mpirun.$mpi" -np 2)
  [ "$mpi" = mpich ] || run+=(--allow-run-as-root --bind-to none)
  "mpicc.$mpi" -O2 -o "$folder/$mpi" "$folder/pingpong.c"
  : >"$folder/c" >"$folder/java"
  for ((turn = 0; turn < turns; turn++)); do
    "${run[@]}" "$folder/$mpi" "$bytes" >>"$folder/c"
    "${run[@]}" "$java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
      -cp "$here/target/classes:$here/target/test-classes:$here/../kernels/target/classes" \
      dev.thrice.mpi.PingPong "$bytes" 2>"$folder/errors" >>"$folder/java" || { cat "$folder/errors" >&2; exit 1; }
  done
  c=$(median <"$folder/c")
  thrice=$(median <"$folder/java")
  awk "BEGIN { printf \"$mpi, $bytes bytes: C %.2f us, Thrice %.2f us, ratio %.3f\n\", $c, $thrice, $thrice / $c }"
done
