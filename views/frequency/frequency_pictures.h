// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/frequency/frequency_renderer.h"

#include <QObject>
#include <QThreadPool>
#include <vector>

namespace ropewalk::views {

/// Renders the rows of a frequency map off the GUI thread, one round at a time; of the rounds asked for
/// meanwhile only the newest is begun. Lives in the GUI thread.
class FrequencyPictures : public QObject
{
    Q_OBJECT

public:
    struct Picture
    {
        FrequencyRequest request; ///< what the image shows; its window tells where to draw it
        QImage image; ///< null before the first round
    };

    explicit FrequencyPictures(QObject* parent = nullptr);
    ~FrequencyPictures() override; ///< waits for the round under way

    /// One request a row, top to bottom. Rows that already show the same are not rendered again.
    void want(std::vector<FrequencyRequest> rows);
    /// Renders them at once, in the calling thread: for a picture that leaves the window.
    void renderHere(std::vector<FrequencyRequest> rows);
    /// Drops what is shown, and what is still under way when it arrives: it is of another model.
    void forget();

    const std::vector<Picture>& pictures() const { return m_shown; }
    bool isUpToDate() const { return !m_busy && m_shown.size() == m_wanted.size(); }

Q_SIGNALS:
    void changed(); ///< new pictures can be painted

private:
    struct Round
    {
        quint64 token = 0;
        std::vector<std::size_t> rows;
        std::vector<Picture> pictures;
    };

    void startNext();
    void take(Round round);

    std::vector<FrequencyRequest> m_wanted;
    std::vector<Picture> m_shown;
    QThreadPool m_pool;
    quint64 m_token = 0; ///< of the newest round
    quint64 m_oldestValid = 0; ///< rounds before this one are dropped
    bool m_busy = false;
};

} // namespace ropewalk::views
