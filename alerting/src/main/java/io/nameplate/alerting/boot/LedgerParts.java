/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.agroal.api.AgroalDataSource;
import io.nameplate.alerting.ledger.accounts.AccountReader;
import io.nameplate.alerting.ledger.accounts.EnergyReader;
import io.nameplate.alerting.ledger.deadletters.DeadLetterBook;
import io.nameplate.alerting.ledger.deviations.DeviationBook;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.evidence.BucketStore;
import io.nameplate.alerting.ledger.evidence.EvidenceBook;
import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.evidence.FolderStore;
import io.nameplate.alerting.ledger.evidence.ObjectStore;
import io.nameplate.alerting.ledger.orders.KeyFolder;
import io.nameplate.alerting.ledger.orders.OrderBook;
import io.nameplate.alerting.ledger.orders.OrderRows;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.resettle.ResettleBook;
import io.nameplate.alerting.ledger.results.Recount;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultExport;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.SettledReader;
import io.nameplate.alerting.ledger.results.StandingReader;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.alerting.ledger.store.Database;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Clock;

/** The parts of the ledger, on whichever of the two databases is active. */
final class LedgerParts {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Database database(
            @DataSource("h2") InjectableInstance<AgroalDataSource> h2,
            @DataSource("pg") InjectableInstance<AgroalDataSource> pg) {
        return new Database(h2.getHandle().getBean().isActive() ? h2.get() : pg.get());
    }

    @Produces
    @Singleton
    RegistryBook registry(Database database, Clock clock) {
        return new RegistryBook(database, clock, new OrderRows());
    }

    @Produces
    @Singleton
    KeyFolder keyFolder(AlertingConfig config) {
        try {
            return config.orders().keys().map(KeyFolder::open).orElseGet(KeyFolder::none);
        } catch (IllegalArgumentException | UncheckedIOException wrong) {
            throw new IllegalStateException("nameplate.orders.keys: " + wrong.getMessage(), wrong);
        }
    }

    @Produces
    @Singleton
    OrderBook orders(AlertingConfig config, Database database, Clock clock, RegistryBook registry, KeyFolder keys) {
        return new OrderBook(database, clock, registry, keys, config.orders().mostPerHour());
    }

    @Produces
    @Singleton
    DeviationReader deviationReader(Database database) {
        return new DeviationReader(database);
    }

    @Produces
    @Singleton
    ResultBook results(Database database, Clock clock, RegistryBook registry, EvidenceStore store) {
        DeviationBook deviations = new DeviationBook(clock, registry::registry, registry::latestRegistry);
        return new ResultBook(database, clock, registry::registry, store::latest, deviations);
    }

    @Produces
    @Singleton
    ObjectStore evidenceObjects(AlertingConfig config) {
        AlertingConfig.Evidence evidence = config.evidence();
        AlertingConfig.Bucket s3 = evidence.s3();
        if (s3.bucket().isEmpty()) {
            return new FolderStore(evidence.dir().orElse(config.ledger().data().resolve("evidence")));
        }
        if (evidence.dir().isPresent()) {
            throw new IllegalStateException("nameplate.evidence.dir and nameplate.evidence.s3.bucket are both set:"
                    + " the evidence store is a folder or a bucket, keep one");
        }
        return new BucketStore(s3.bucket().get(), s3.prefix(), s3.region(), s3.endpoint());
    }

    @Produces
    @Singleton
    EvidenceStore evidenceStore(ObjectStore objects) {
        return new EvidenceStore(objects);
    }

    @Produces
    @Singleton
    EvidenceBook evidence(Database database, EvidenceStore store, Clock clock, RegistryBook registry) {
        return new EvidenceBook(database, store, registry::registry, clock);
    }

    @Produces
    @Singleton
    ResettleBook resettlements(
            AlertingConfig config,
            Database database,
            EvidenceStore store,
            RegistryBook registry,
            ResultBook results,
            Clock clock) {
        return new ResettleBook(
                database,
                store,
                registry::registry,
                results,
                clock,
                config.resettle().horizon());
    }

    @Produces
    @Singleton
    DeadLetterBook deadLetters(Database database, Clock clock) {
        return new DeadLetterBook(database, clock);
    }

    @Produces
    @Singleton
    ResultReader resultReader(Database database) {
        return new ResultReader(database);
    }

    @Produces
    @Singleton
    ResultExport export(Database database, ResultReader results) {
        return new ResultExport(database, results);
    }

    @Produces
    @Singleton
    UseReader uses(Database database) {
        return new UseReader(database);
    }

    @Produces
    @Singleton
    Recount recount(Database database, ResultReader results) {
        return new Recount(database, results);
    }

    @Produces
    @Singleton
    StandingReader standings(Database database) {
        return new StandingReader(database);
    }

    @Produces
    @Singleton
    SettledReader settledReader(Database database) {
        return new SettledReader(database);
    }

    @Produces
    @Singleton
    AccountReader accounts(ResultReader results, SettledReader settled, Clock clock) {
        return new AccountReader(results, settled, clock);
    }

    @Produces
    @Singleton
    EnergyReader energy(SettledReader settled) {
        return new EnergyReader(settled);
    }
}
