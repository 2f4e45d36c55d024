/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The way in. A page from elsewhere that makes a browser believe its name is this machine's (DNS rebinding) is turned
 * away by the Host it asks for. The root leads to the portal.
 */
@Singleton
final class Doors {

    private static final int BEFORE_EVERYTHING = 1000;

    void filter(@Observes Filters filters, AlertingConfig config) {
        if (!config.web().allowRemote()) {
            filters.register(Doors::onlyThisMachine, BEFORE_EVERYTHING);
        }
    }

    private static void onlyThisMachine(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host();
        boolean known = host.equals("localhost")
                || host.equals("[::1]")
                || host.equals("::1")
                || (host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || Character.isDigit(c)));
        if (known) {
            context.next();
        } else {
            context.response()
                    .setStatusCode(421)
                    .putHeader("Content-Type", "application/problem+json")
                    .end("{\"title\":\"misdirected request\",\"status\":421,\"detail\":\"this process answers to this"
                            + " machine only; see nameplate.web.allow-remote\"}");
        }
    }

    void root(@Observes Router router) {
        router.get("/").handler(context -> {
            String query = context.request().query();
            context.redirect("/portal/" + (query == null ? "" : "?" + query));
        });
    }
}
