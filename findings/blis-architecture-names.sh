#!/usr/bin/env bash
#
# BLIS 0.9.0 (Debian's libblis-dev 0.9.0-1): BLIS_ARCH_TYPE takes the number of an architecture, and any word for 0, kernels of AVX-512.
#
# It is what chooses BLIS' kernels where it does not choose well itself: AMD's Zen 5, family 1Ah, passes none of BLIS 0.9.0's tests for a
# processor of AMD's, so that plain C is left for it, at a quarter of the speed. BLIS_ARCH_TYPE=zen3, haswell or generic, the names that
# BLIS itself prints, and an empty one are read as a number by C's rules, which is 0, and 0 is skx. Where there is no AVX-512 the first
# product ends the process by SIGILL; where there is, it is by other kernels than were named. The numbers are those of arch_t in blis.h:
# 3 is haswell, 6 zen3, 25 generic.
#
# With BLIS_ARCH_TYPE set, even rightly, bli_arch_query_id aborts the process unless bli_init or the like goes before it.
#
# Seen on Linux, x86-64, AMD EPYC (Zen 3); the version, the kernels, and 2 + 2 by them:
#
#     not set: 0.9.0 zen3 4
#     BLIS_ARCH_TYPE=6: 0.9.0 zen3 4
#     BLIS_ARCH_TYPE=3: 0.9.0 haswell 4
#     BLIS_ARCH_TYPE=zen3: 0.9.0 skx signal 4
#     BLIS_ARCH_TYPE=haswell: 0.9.0 skx signal 4
#     BLIS_ARCH_TYPE=generic: 0.9.0 skx signal 4
#     BLIS_ARCH_TYPE=: 0.9.0 skx signal 4
#     BLIS_ARCH_TYPE=6, asked first: signal 6
#
# Needs libblis-dev, a C compiler and a processor with AVX2. Exits with 0 if that is still so, 1 if it has changed, 2 if it could not be
# tried.

set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

grep -qw avx2 /proc/cpuinfo || { echo 'this processor has no AVX2' >&2; exit 2; }

cat >architecture.c <<'C'
#include <stdio.h>

enum { ROW_MAJOR = 101, AS_STORED = 111, SIDE = 64 };

void bli_init(void);
int bli_arch_query_id(void);
const char *bli_arch_string(int id);
const char *bli_info_get_version_str(void);
void cblas_sgemm(int order, int transa, int transb, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);

static float a[SIDE * SIDE], b[SIDE * SIDE], c[SIDE * SIDE];

int main(int count, char **first) {
    if (count == 1) {
        bli_init();
    }
    printf("%s %s", bli_info_get_version_str(), bli_arch_string(bli_arch_query_id()));
    fflush(stdout);
    a[0] = a[1] = 1;
    b[0] = b[SIDE] = 2;
    cblas_sgemm(ROW_MAJOR, AS_STORED, AS_STORED, SIDE, SIDE, SIDE, 1, a, SIDE, b, SIDE, 0, c, SIDE);
    printf(" %g\n", c[0]);
    return 0;
}
C
cc -O1 -o architecture architecture.c -lblis -lm >&2 || exit 2

# What became of a run, beside what is expected: version, kernels, and the product or the signal.
changed=0
tell() {
  local name=$1 expected=$2 said code=0
  shift 2
  said=$({ "$@" 2>/dev/null; } 2>/dev/null) || code=$?
  [ "$code" -eq 0 ] || said="${said:+$said }signal $((code - 128))"
  printf '%s: %s\n' "$name" "$said"
  [ "$said" = "$expected" ] || { echo "changed: expected $expected" >&2; changed=1; }
}

native=$(env -u BLIS_ARCH_TYPE ./architecture) || exit 2
printf 'not set: %s\n' "$native"
ending='signal 4'
! grep -qw avx512f /proc/cpuinfo || ending=4
tell 'BLIS_ARCH_TYPE=6' '0.9.0 zen3 4' env BLIS_ARCH_TYPE=6 ./architecture
tell 'BLIS_ARCH_TYPE=3' '0.9.0 haswell 4' env BLIS_ARCH_TYPE=3 ./architecture
for word in zen3 haswell generic ''; do
  tell "BLIS_ARCH_TYPE=$word" "0.9.0 skx $ending" env BLIS_ARCH_TYPE="$word" ./architecture
done
tell 'BLIS_ARCH_TYPE=6, asked first' 'signal 6' env BLIS_ARCH_TYPE=6 ./architecture first
exit $changed
