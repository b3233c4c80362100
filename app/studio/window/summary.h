// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QLabel>

namespace ropewalk::studio {

/// The one line about what is open, at the right of the menus: "Ropewalk demo · 4 layers × 4 heads · 256 → 2048 tokens
/// · CPU bf16". Says what the engine is doing while it is not ready.
class Summary : public QLabel
{
    Q_OBJECT

public:
    Summary(views::Document& document, Session& session, QWidget* parent = nullptr);

private:
    void refresh();

    views::Document& m_document;
    Session& m_session;
};

} // namespace ropewalk::studio
