#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

// zlib does not write to its input; this makes its declarations say so.
#define ZLIB_CONST

#include <zlib.h>

#endif
