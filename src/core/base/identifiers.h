// All identifiers of organisations, persons, projects, land, certificates and areas.
#pragma once

#include "core/base/identifiers/area_codes.h"
#include "core/base/identifiers/certificate_id.h"
#include "core/base/identifiers/credit_code.h"
#include "core/base/identifiers/land.h"
#include "core/base/identifiers/person.h"
#include "core/base/identifiers/project_code.h"
