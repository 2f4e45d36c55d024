/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.verdict.WorstNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says since when the worst nodes of an interval stand as they do. A result knows its own interval only, so this goes
 * back over the intervals before it for as long as they list the node with the same state up to their end. A result
 * lists so many nodes and no more: a node that was not among the worst for an interval counts from after it.
 */
public final class StandingReader {

    private static final int PAGE = 60;
    private static final int MOST = 720;

    private final Database database;

    public StandingReader(Database database) {
        this.database = database;
    }

    private record Earlier(Instant start, Instant end, List<WorstNode> worst) {}

    /** The worst nodes of an interval in their order, each with the beginning of its state. */
    public List<Standing> of(Interval interval) {
        Map<NodeId, Instant> since = new HashMap<>();
        Set<NodeId> unbroken = new HashSet<>();
        for (WorstNode node : interval.worst()) {
            since.put(node.node(), node.since());
            if (!node.since().isAfter(interval.start())) {
                unbroken.add(node.node());
            }
        }
        Map<NodeId, WorstNode> now = byNode(interval.worst());
        Instant next = interval.start();
        int read = 0;
        while (!unbroken.isEmpty() && read < MOST) {
            List<Earlier> page = before(interval, next);
            for (Earlier earlier : page) {
                if (!earlier.end().equals(next)) {
                    unbroken.clear();
                }
                goBack(earlier, now, since, unbroken);
                next = earlier.start();
            }
            read += page.size();
            if (page.size() < PAGE) {
                unbroken.clear();
            }
        }
        return interval.worst().stream()
                .map(node -> new Standing(
                        node, since.getOrDefault(node.node(), node.since()), unbroken.contains(node.node())))
                .toList();
    }

    private static void goBack(
            Earlier earlier, Map<NodeId, WorstNode> now, Map<NodeId, Instant> since, Set<NodeId> unbroken) {
        if (unbroken.isEmpty()) {
            return;
        }
        Map<NodeId, WorstNode> then = byNode(earlier.worst());
        for (NodeId node : new ArrayList<>(unbroken)) {
            WorstNode before = then.get(node);
            WorstNode today = now.get(node);
            if (before == null || today == null || before.state() != today.state()) {
                unbroken.remove(node);
                continue;
            }
            since.merge(node, before.since(), (a, b) -> a.isBefore(b) ? a : b);
            if (before.since().isAfter(earlier.start())) {
                unbroken.remove(node);
            }
        }
    }

    private List<Earlier> before(Interval interval, Instant start) {
        return database.transaction(connection -> Rows.all(
                connection,
                "SELECT interval_start, interval_s, worst_nodes FROM result_latest WHERE lease = ? AND line = ?"
                        + " AND interval_start < ? ORDER BY interval_start DESC LIMIT " + PAGE,
                row -> new Earlier(
                        Instant.ofEpochSecond(row.getLong("interval_start")),
                        Instant.ofEpochSecond(row.getLong("interval_start") + row.getInt("interval_s")),
                        Stored.worst(row.getString("worst_nodes"))),
                interval.lease().value(),
                interval.line().value(),
                start.getEpochSecond()));
    }

    private static Map<NodeId, WorstNode> byNode(List<WorstNode> nodes) {
        Map<NodeId, WorstNode> found = new HashMap<>();
        nodes.forEach(node -> found.put(node.node(), node));
        return found;
    }
}
