/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import io.nameplate.alerting.ledger.registry.Addition;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Window;
import io.nameplate.orders.SignedOrder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The orders of a database, in the order in which they were recorded; what they add to a registry. */
public final class OrderRows implements Addition {

    static List<KeptOrder> all(Connection connection) throws SQLException {
        return Rows.all(connection, "SELECT * FROM load_order ORDER BY number", OrderRows::order);
    }

    static Optional<KeptOrder> one(Connection connection, String id) throws SQLException {
        return Rows.one(connection, "SELECT * FROM load_order WHERE id = ?", OrderRows::order, id);
    }

    static long since(Connection connection, Instant since) throws SQLException {
        return Rows.one(
                        connection,
                        "SELECT COUNT(*) FROM load_order WHERE recorded_at > ?",
                        row -> row.getLong(1),
                        since)
                .orElse(0L);
    }

    static void insert(Connection connection, KeptOrder order) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO load_order (id, provider, kid, signed, received_at, recorded_at, collector)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                order.id(),
                order.provider(),
                order.kid(),
                order.signed(),
                order.receivedAt(),
                order.recordedAt(),
                order.collector());
    }

    @Override
    public Optional<Document> to(Connection connection, Registry posted) throws SQLException {
        List<Window> windows = OrderedWindows.of(all(connection), posted).stream()
                .flatMap(fate -> fate.windows().stream())
                .toList();
        return windows.isEmpty() ? Optional.empty() : Optional.of(OrderText.of(windows));
    }

    private static KeptOrder order(ResultSet row) throws SQLException {
        String id = row.getString("id");
        String signed = row.getString("signed");
        try {
            return new KeptOrder(
                    id,
                    row.getString("provider"),
                    row.getString("kid"),
                    SignedOrder.targetsOfVerified(signed),
                    signed,
                    Rows.instant(row, "received_at"),
                    Rows.instant(row, "recorded_at"),
                    row.getString("collector"));
        } catch (SignedOrder.Refused damaged) {
            throw new IllegalStateException("the recorded order " + id + " is damaged", damaged);
        }
    }
}
