// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/evaluation/measuring.h"

namespace ropewalk::studio {

/// Every evaluation of the session, one of each kind, and where their results are kept.
class Evaluations : public QObject
{
    Q_OBJECT

public:
    Evaluations(views::Document& document, EngineClient& client, QObject* parent = nullptr);

    Measuring<EntropyKind>& entropy() { return m_entropy; }
    Measuring<PasskeyKind>& passkey() { return m_passkey; }
    Measuring<NeedleKind>& needle() { return m_needle; }
    Measuring<CurveKind>& curve() { return m_curve; }
    Measuring<ChoicesKind>& choices() { return m_choices; }
    std::vector<EvaluationRun*> runs() { return {&m_entropy, &m_passkey, &m_needle, &m_curve, &m_choices}; }

    /// See ResultStore::setFolder.
    void setFolder(const QString& folder, bool keepOwn, bool loose);

Q_SIGNALS:
    void folderChanged(); ///< results of another project may be there

private:
    ResultStore m_store;
    Measuring<EntropyKind> m_entropy;
    Measuring<PasskeyKind> m_passkey;
    Measuring<NeedleKind> m_needle;
    Measuring<CurveKind> m_curve;
    Measuring<ChoicesKind> m_choices;
};

} // namespace ropewalk::studio
