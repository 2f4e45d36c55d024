/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.nameplate.alerting.ledger.evidence.ObjectStore;
import io.nameplate.alerting.ledger.orders.KeyFolder;
import io.nameplate.alerting.ledger.registry.Posted;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.registry.RegistryFolder;
import io.nameplate.model.language.document.Problem;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must hold before this process opens its port: nobody from outside gets in, and the registry is right. */
@Singleton
final class StartChecks {

    private static final Logger log = LoggerFactory.getLogger(StartChecks.class);

    void start(
            @Observes StartupEvent event,
            AlertingConfig config,
            RegistryBook registry,
            ObjectStore evidence,
            KeyFolder keys,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        if (!config.web().allowRemote() && !isLoopback(host)) {
            throw new IllegalStateException("This version has no login, so it does not listen on " + host
                    + ", where others can reach it. Use quarkus.http.host=127.0.0.1, or set"
                    + " nameplate.web.allow-remote=true if something in front of it asks for a login.");
        }
        evidence.problem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
        log.atInfo()
                .setMessage("keys that load targets may be signed with")
                .addKeyValue("keys", keys.names())
                .log();
        config.registry().dir().ifPresent(folder -> load(folder, registry));
    }

    private static void load(Path folder, RegistryBook registry) {
        Posted posted = registry.post(RegistryFolder.read(folder));
        if (posted instanceof Posted.Refused refused) {
            throw new IllegalStateException("The registry in " + folder + " is wrong; nothing was recorded:\n"
                    + refused.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        Posted.Recorded recorded = (Posted.Recorded) posted;
        log.atInfo()
                .setMessage(recorded.isNew() ? "recorded the registry of a folder" : "the registry is unchanged")
                .addKeyValue("folder", folder)
                .addKeyValue("registry_version", recorded.version())
                .log();
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
