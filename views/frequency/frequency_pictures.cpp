// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/frequency_pictures.h"

#include <QMetaObject>
#include <utility>

namespace ropewalk::views {

FrequencyPictures::FrequencyPictures(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

FrequencyPictures::~FrequencyPictures()
{
    m_pool.waitForDone();
}

void FrequencyPictures::want(std::vector<FrequencyRequest> rows)
{
    m_wanted = std::move(rows);
    if (!m_busy)
        startNext();
}

void FrequencyPictures::renderHere(std::vector<FrequencyRequest> rows)
{
    forget();
    for (FrequencyRequest& row : rows) {
        QImage image = renderFrequency(row);
        m_shown.push_back({ std::move(row), std::move(image) });
    }
}

void FrequencyPictures::forget()
{
    m_shown.clear();
    m_wanted.clear();
    m_oldestValid = m_token + 1;
}

void FrequencyPictures::startNext()
{
    Round round;
    for (std::size_t row = 0; row < m_wanted.size(); ++row)
        if (row >= m_shown.size() || !m_shown[row].request.samePicture(m_wanted[row])) {
            round.rows.push_back(row);
            round.pictures.push_back({ m_wanted[row], {} });
        }
    if (round.rows.empty())
        return;
    round.token = ++m_token;
    m_busy = true;
    // The destructor waits for the pool, so this outlives the work; what is posted to a dead object is never
    // delivered.
    m_pool.start([this, round = std::move(round)]() mutable {
        for (Picture& picture : round.pictures)
            picture.image = renderFrequency(picture.request);
        QMetaObject::invokeMethod(
            this, [this, round = std::move(round)]() mutable { take(std::move(round)); },
            Qt::QueuedConnection);
    });
}

void FrequencyPictures::take(Round round)
{
    m_busy = false;
    if (round.token >= m_oldestValid) {
        for (std::size_t i = 0; i < round.rows.size(); ++i) {
            if (m_shown.size() <= round.rows[i])
                m_shown.resize(round.rows[i] + 1);
            m_shown[round.rows[i]] = std::move(round.pictures[i]);
        }
        m_shown.resize(m_wanted.size());
    }
    startNext();
    if (round.token >= m_oldestValid)
        Q_EMIT changed();
}

} // namespace ropewalk::views
