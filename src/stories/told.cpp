#include "stories/told.h"
