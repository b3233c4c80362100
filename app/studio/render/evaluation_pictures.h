// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/window/main_window.h"

#include <QTimer>
#include <functional>
#include <vector>

namespace ropewalk::views {
class EvaluationPanel;
}

namespace ropewalk::studio {

/// Measures every evaluation in a window, one after the other, small enough for a demonstration: what is being edited
/// beside PI and no stretching. Each is shown as it is done; then the text and the lessons.
class EvaluationPictures : public QObject
{
    Q_OBJECT

public:
    explicit EvaluationPictures(MainWindow& window, QObject* parent = nullptr);

    void start();

Q_SIGNALS:
    void shown(const QString& name); ///< the window shows it now
    void finished();
    void failed(const QString& why);

private:
    struct Stage
    {
        QString name;
        std::function<void()> show; ///< brings it to the front, and what it shows under way
        std::function<bool()> done; ///< it shows what it should
    };
    void addEvaluation(const QString& name, views::EvaluationPanel* panel);
    void next();
    void look();

    MainWindow& m_window;
    std::vector<Stage> m_stages;
    std::size_t m_stage = 0;
    QTimer m_look; ///< after something changed
};

} // namespace ropewalk::studio
