// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/job_messages.h"
#include "core/search/evolution.h"

namespace ropewalk::search {

/// What a request asks of the search. What the model was trained with is no part of it: settings.trained stays plain.
Settings settings_of(const protocol::SearchParams& params);

} // namespace ropewalk::search
