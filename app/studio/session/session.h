// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/evaluations.h"
#include "app/studio/session/scoring.h"
#include "app/studio/session/search_run.h"

namespace ropewalk::studio {

/// A window's work with one engine: the connection, what is open in it, its scores, its search and its evaluations. The parts know the
/// document; nothing here knows a widget.
class Session : public QObject
{
    Q_OBJECT

public:
    Session(views::Document& document, TransportFactory factory, QObject* parent = nullptr);

    EngineSupervisor& engine() { return m_engine; }
    ModelLoader& loader() { return m_loader; }
    Scoring& scoring() { return m_scoring; }
    SearchRun& search() { return m_search; }
    Evaluations& evaluations() { return m_evaluations; }
    EngineClient& client() { return m_client; }

private:
    EngineClient m_client;
    EngineSupervisor m_engine;
    ModelLoader m_loader;
    Scoring m_scoring;
    SearchRun m_search;
    Evaluations m_evaluations;
};

} // namespace ropewalk::studio
