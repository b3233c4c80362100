// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/serve/server.h"
#include "app/engine/workbench/workbench.h"

namespace ropewalk::engine {

/// Teaches the server every request that takes work. The workbench is touched on the queue's thread alone.
void add_handlers(Server& server, JobQueue& queue, Workbench& workbench);

} // namespace ropewalk::engine
