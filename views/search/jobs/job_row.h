// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/messages.h"

#include <QString>
#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace ropewalk::views {

/// One job: its name, a cross, a thin bar. The bar runs to and fro while the total is not known.
class JobRow : public QWidget
{
    Q_OBJECT

public:
    JobRow(const QString& id, const QString& name, bool cancellable, QWidget* parent = nullptr);

    QString id() const { return m_id; }
    void setName(const QString& name);
    void setProgress(const protocol::JobProgress& progress);
    double share() const { return m_share; } ///< 0 … 1; −1 = not known

Q_SIGNALS:
    void cancelRequested(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    QString m_id;
    QLabel* m_name;
    QToolButton* m_cancel;
    QTimer m_busy;
    double m_share = -1;
    int m_step = 0;
};

} // namespace ropewalk::views
