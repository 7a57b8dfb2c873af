#!/usr/bin/env bash
#
# OpenBLAS 0.3.31 (org.bytedeco:openblas:0.3.31-1.5.13): equal rows of A do not give equal rows of A B'.
#
# cblas_sgemm, 64 x 64 x 784, kernels for Haswell, which Zen has too, one thread. All 64 rows of A are the same. Of the rows of the result 34
# have other bits than the first: which kernel computes a row, and in which order it sums, depends on where the row stands. So a sample's
# result depends on its place in the batch. On two threads the rows are divided, and 40 differ. Kernels for Sandy Bridge give equal
# rows.
#
# Each number is right to float32's rounding; BLAS promises no more. It surprises where results are compared bit by bit.
#
# Seen on Linux, x86-64, AMD EPYC (Zen 4) with AVX2:
#
#     OpenBLAS 0.3.31, core Haswell, 1 thread(s): 34 of 64 rows differ from the first, by at most 1.1e-05
#     OpenBLAS 0.3.31, core Sandybridge, 1 thread(s): 0 of 64 rows differ from the first, by at most 0.0e+00
#     OpenBLAS 0.3.31, core Haswell, 2 thread(s): 40 of 64 rows differ from the first, by at most 1.1e-05
#
# Needs Maven, unzip and a C compiler, and a processor with AVX2 and FMA. Exits with 0 if that is still so, 1 if it has changed, 2 if it
# could not be tried.

set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo || { echo 'this processor has no AVX2 and FMA' >&2; exit 2; }
version=0.3.31-1.5.13
mvn -q dependency:copy -Dartifact=org.bytedeco:openblas:$version:jar:linux-x86_64 -DoutputDirectory=. >&2 || exit 2
unzip -q -j "openblas-$version-linux-x86_64.jar" '*/libopenblas.so.0' '*/libgfortran.so.5' '*/libquadmath.so.0' || exit 2

cat >rows.c <<'C'
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { M = 64, N = 64, K = 784, ROW_MAJOR = 101, AS_STORED = 111, TRANSPOSED = 112 };

void cblas_sgemm(int order, int transa, int transb, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);
char *openblas_get_corename(void);
char *openblas_get_config(void);
int openblas_get_num_threads(void);

static float a[M * K], b[N * K], c[M * N];

static float number(void) {
    static unsigned long long state = 1;
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (float) (state >> 40) / (1 << 23) - 1;
}

int main(void) {
    for (int j = 0; j < K; j++) {
        a[j] = number();
    }
    for (int i = 1; i < M; i++) {
        memcpy(a + i * K, a, K * sizeof(float));
    }
    for (int i = 0; i < N * K; i++) {
        b[i] = number();
    }
    cblas_sgemm(ROW_MAJOR, AS_STORED, TRANSPOSED, M, N, K, 1, a, K, b, K, 0, c, N);
    int rows = 0;
    double most = 0;
    for (int i = 1; i < M; i++) {
        rows += memcmp(c, c + i * N, N * sizeof(float)) != 0;
        for (int j = 0; j < N; j++) {
            most = fmax(most, fabs((double) c[i * N + j] - c[j]));
        }
    }
    printf("%.15s, core %s, %d thread(s): %d of %d rows differ from the first, by at most %.1e\n", openblas_get_config(),
           openblas_get_corename(), openblas_get_num_threads(), rows, M, most);
    return 0;
}
C
cc -O1 -o rows rows.c -L. -l:libopenblas.so.0 -lm -Wl,-rpath,"$folder" -Wl,--allow-shlib-undefined || exit 2

haswell=$(OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=Haswell ./rows)
sandybridge=$(OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=Sandybridge ./rows)
printf '%s\n' "$haswell" "$sandybridge"
OPENBLAS_NUM_THREADS=2 OPENBLAS_CORETYPE=Haswell ./rows # not judged: with one processor it is one thread
case $haswell in
  'OpenBLAS 0.3.31, core Haswell, 1 thread(s): 34 of 64 rows differ'*) ;;
  *) echo 'changed: expected 34 of 64 rows' >&2; exit 1 ;;
esac
case $sandybridge in
  'OpenBLAS 0.3.31, core Sandybridge, 1 thread(s): 0 of 64 rows differ'*) ;;
  *) echo 'changed: expected 0 of 64 rows' >&2; exit 1 ;;
esac
