/* Calls a function many times over: what pdfium_library does in Python where no compiler was there at setup.
 *
 * All arguments are whole numbers or addresses, which every common machine passes alike.
 */
#include <stdint.h>

typedef int64_t (*whole)(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t);
typedef double (*real)(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t);

enum { ARGUMENTS = 6, INT = 0, POINTER = 1, DOUBLE = 2 };

/* An argument is taken from an array, or begins somewhere and grows by a step from one call to the next: plan
 * holds for each where it begins, then its steps, then the addresses of its arrays. */
void each(void *function, int64_t count, int64_t kind, const int64_t *plan, void *results)
{
    const int64_t *start = plan, *step = plan + ARGUMENTS, *values = plan + 2 * ARGUMENTS;
    int64_t a[ARGUMENTS];
    for (int64_t i = 0; i < count; i++) {
        for (int k = 0; k < ARGUMENTS; k++)
            a[k] = values[k] ? ((const int64_t *)values[k])[i] : start[k] + i * step[k];
        if (kind == DOUBLE) {
            ((double *)results)[i] = ((real)function)(a[0], a[1], a[2], a[3], a[4], a[5]);
            continue;
        }
        int64_t found = ((whole)function)(a[0], a[1], a[2], a[3], a[4], a[5]);
        ((int64_t *)results)[i] = kind == INT ? (int32_t)found : found;
    }
}
