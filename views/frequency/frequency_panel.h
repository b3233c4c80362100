// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/panel.h"

class QMenu;

namespace ropewalk::views {

class Document;
class FrequencyMap;

/// The frequency map under its title, with the key to its colours and buttons that zoom.
class FrequencyPanel : public Panel
{
    Q_OBJECT

public:
    explicit FrequencyPanel(Document* document, QWidget* parent = nullptr);
    FrequencyMap* map() { return m_map; }
    QMenu* rowsMenu() { return m_rows; } ///< the sets that can be shown, filled when it opens

private:
    void fillRowsMenu();

    Document* m_document;
    FrequencyMap* m_map;
    QMenu* m_rows;
};

} // namespace ropewalk::views
