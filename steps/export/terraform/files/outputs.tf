output "urls" {
  description = "Where each public app answers."
  value       = { for name, app in local.public : name => "http://${aws_lb.this.dns_name}${split("*", app.path)[0]}" }
}

output "repositories" {
  description = "Where the image of each app is pushed to, with the tag that its task definition names."
  value       = { for name, app in var.apps : name => "${aws_ecr_repository.app[name].repository_url}:${app.image}" }
}
