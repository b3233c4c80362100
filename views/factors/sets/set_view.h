// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QListView>

namespace ropewalk::views {

/// The rows of the sets. What the model does not take goes on to the window, for a list view would keep every drag of a
/// type that the model knows and then refuse each of its places.
class SetView : public QListView
{
    Q_OBJECT

public:
    using QListView::QListView;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void resizeEvent(QResizeEvent* event) override; ///< keeps the current set in sight
};

} // namespace ropewalk::views
