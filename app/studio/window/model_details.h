// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QDialog>

class QTreeWidget;

namespace ropewalk::studio {

/// Everything that is known of the open model, a line a fact, in a window that can stay open. Lines can be copied.
class ModelDetails : public QDialog
{
    Q_OBJECT

public:
    ModelDetails(views::Document& document, Session& session, QWidget* parent = nullptr);

    /// Label and value of every line, as shown.
    QList<std::pair<QString, QString>> facts() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void copy() const;

    views::Document& m_document;
    Session& m_session;
    QTreeWidget* m_list;
};

} // namespace ropewalk::studio
