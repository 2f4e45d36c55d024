/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads the outcomes of a lease and term in order of time and finds the episodes.
 *
 * <pre>
 *   CALM --breached, for the open_after-th time in a row--> OPEN --met, for the close_after-th time in a row--> CALM
 * </pre>
 *
 * A met interval breaks a run that has not opened; a breached one breaks a run of met ones. What was not assessed
 * neither counts nor breaks anything. An interval without an outcome, or not assessed provisionally, may turn out met: it breaks a
 * run that has not opened, until it is settled. Deterministic and without memory beyond the current run, so it may start at any
 * outcome after which it would be {@link #calm()}.
 */
final class EpisodeMachine {

    private final int openAfter;
    private final int closeAfter;
    private final List<Episode> closed = new ArrayList<>();
    private final Map<Layer, Long> layers = new EnumMap<>(Layer.class);
    private BlockLosses blocks = BlockLosses.NONE;
    private boolean open;
    private int breached;
    private int met;
    private long first;
    private long last;
    private long openedAt;
    private int worst;
    private int atLeast;
    private boolean provisional;
    /** Where the outcome before ended. */
    private long until;

    EpisodeMachine(int openAfter, int closeAfter) {
        this.openAfter = openAfter;
        this.closeAfter = closeAfter;
    }

    void next(Outcome outcome) {
        if (!open && (outcome.start() > until || outcome.mayTurnOutMet())) {
            breached = 0;
        }
        until = outcome.end();
        if (outcome.verdict() == Judgement.Outcome.BREACHED) {
            breach(outcome);
        } else if (outcome.verdict() == Judgement.Outcome.MET) {
            meet(outcome);
        }
    }

    private void breach(Outcome outcome) {
        if (breached == 0) {
            first = outcome.start();
            worst = outcome.worstPerMille();
            provisional = false;
            layers.clear();
            blocks = BlockLosses.NONE;
        }
        breached++;
        met = 0;
        last = outcome.start();
        worst = Math.min(worst, outcome.worstPerMille());
        atLeast = outcome.atLeastPerMille();
        provisional |= outcome.provisional();
        outcome.layers().forEach((layer, lost) -> layers.merge(layer, lost, Long::sum));
        blocks = blocks.plus(outcome.blocks());
        if (!open && breached >= openAfter) {
            open = true;
            openedAt = outcome.end();
        }
    }

    private void meet(Outcome outcome) {
        if (!open) {
            breached = 0;
            return;
        }
        met++;
        if (met >= closeAfter) {
            closed.add(episode(OptionalLong.of(outcome.end())));
            open = false;
            breached = 0;
            met = 0;
        }
    }

    private Episode episode(OptionalLong closedAt) {
        return new Episode(first, last, openedAt, closedAt, breached, layers, blocks, worst, atLeast, provisional);
    }

    /** True when nothing that came before matters for what comes next. */
    boolean calm() {
        return !open && breached == 0;
    }

    /** The episodes so far, in order of time; the last one may be open. */
    List<Episode> episodes() {
        List<Episode> all = new ArrayList<>(closed);
        if (open) {
            all.add(episode(OptionalLong.empty()));
        }
        return all;
    }
}
