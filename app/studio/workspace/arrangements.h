// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

namespace ropewalk::studio {

class PanelArea;

/// What a user is at: each has an arrangement of panels of its own.
enum class Workspace { Edit, Search, Evaluate, Learn };
inline constexpr Workspace kWorkspaces[]{Workspace::Edit, Workspace::Search, Workspace::Evaluate, Workspace::Learn};

QString workspaceName(Workspace workspace); ///< as shown
QString workspaceKey(Workspace workspace); ///< as kept in the settings

/// Places the area's panels as a workspace begins. Panels by name: sets, model, editor, frequency, perplexity, factors,
/// search, evaluate, learn; one that the area does not have is left out.
void arrange(PanelArea& area, Workspace workspace);

} // namespace ropewalk::studio
